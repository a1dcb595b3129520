"""A deleted session: no row of it, and no word of it in the files of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.errors import RecordsError, UnknownNameError
from interviewer.interview.session import Session
from interviewer.records.schema import metadata
from interviewer.records.store import SqlSessionStore
from tests.records.conftest import an_interview
from tests.sample_report import recorded

MARKER = "xyzzy-plugh"


def saying(words: str, session_id: str) -> Session:
    """The recorded session under another id, with these words in its first answer, many times over."""
    session = recorded()
    turn = session.turns[0]
    exchange = replace(turn.exchanges[0], answer=f"{words} " * 2_000)
    turns = (replace(turn, exchanges=(exchange, *turn.exchanges[1:])), *session.turns[1:])
    return replace(session, plan=replace(session.plan, session_id=session_id), turns=turns)


def holding(folder: Path, words: str) -> list[str]:
    """The files below a folder that hold these words."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and words.encode() in path.read_bytes()]


def test_no_row_of_a_deleted_session_is_left_and_all_of_the_others(store: SqlSessionStore, path: Path) -> None:
    store.save(saying("mine", "a"), draft="mine")
    store.save(saying("kept", "b"), draft="kept")
    store.delete(["a"])
    with sqlite3.connect(path) as connection:
        for table in metadata.tables:
            found = connection.execute(f"SELECT DISTINCT session_id FROM {table}").fetchall()
            assert ("a",) not in found, table
    connection.close()
    assert store.load("b").session == saying("kept", "b")
    assert store.load("b").draft == "kept"


def test_no_file_of_the_database_holds_a_word_of_a_deleted_session(store: SqlSessionStore, path: Path) -> None:
    for draft in (f"{MARKER} {number} " * number for number in range(1, 300, 20)):
        store.save(saying(MARKER, "a"), draft=draft, changed=0)
    store.save(saying("kept", "b"), draft="")
    assert holding(path.parent, MARKER)
    store.delete(["a"])
    assert holding(path.parent, MARKER) == []
    assert holding(path.parent, "kept")


def test_words_that_were_replaced_before_do_not_stay_in_free_pages(store: SqlSessionStore, path: Path) -> None:
    store.save(saying("kept", "b"), draft="")
    store.save(saying("mine", "a"), draft=f"{MARKER} " * 5_000)
    with sqlite3.connect(path) as connection:  # as SQLite is built by default; some systems' zero what they free
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("UPDATE drafts SET text = '' WHERE session_id = 'a'")
    connection.close()
    assert holding(path.parent, MARKER)
    store.delete(["a"])
    assert holding(path.parent, MARKER) == []


def test_all_sessions_are_deleted_by_default(store: SqlSessionStore, path: Path) -> None:
    store.save(saying(MARKER, "a"), draft=MARKER)
    an_interview(store)
    store.delete()
    assert store.summaries() == []
    assert holding(path.parent, MARKER) == []


def test_nothing_is_deleted_if_one_of_the_ids_is_unknown(store: SqlSessionStore) -> None:
    store.save(saying("kept", "20261102-mnpq"), draft="")
    with pytest.raises(UnknownNameError, match="20261102-mnpq"):
        store.delete(["20261102-mnpq", "20261102-mnpr"])
    assert [summary.session_id for summary in store.summaries()] == ["20261102-mnpq"]


def test_a_program_that_still_has_a_deleted_session_open_cannot_bring_it_back(
    store: SqlSessionStore, opened: Callable[..., SqlSessionStore], path: Path
) -> None:
    interview = an_interview(opened())
    store.delete([interview.session.plan.session_id])
    with pytest.raises(RecordsError):
        interview.submit(MARKER)
    assert store.summaries() == []
    assert holding(path.parent, MARKER) == []


def test_a_reader_that_keeps_the_log_in_use_is_told_of(
    opened: Callable[..., SqlSessionStore], store: SqlSessionStore, path: Path
) -> None:
    store.save(saying(MARKER, "a"), draft="")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM sessions").fetchall()
    with pytest.raises(RecordsError, match="It is deleted, but another program is reading"):
        opened(busy_seconds=0.1).delete(["a"])
    assert store.summaries() == []
    reader.close()
    store.close()
