"""Copies of the sessions: made while a session goes on, put back whole, and refused where they are not ours."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.errors import RecordsError
from interviewer.progress import unwatched
from interviewer.records.backup import opened_snapshot
from interviewer.records.store import SqlSessionStore, open_store
from tests.records.conftest import an_interview
from tests.sample_report import recorded

SESSION = recorded().plan.session_id


def rows(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a SQLite file."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    connection.close()
    return found


def changed_by(content: bytes, *statements: str) -> bytes:
    """The content of a SQLite file after some statements."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(content)
    for statement in statements:
        connection.execute(statement)
    changed = connection.serialize()
    connection.close()
    return changed


@pytest.fixture
def copied(tmp_path: Path) -> SqlSessionStore:
    """A store of another machine, with a session and a draft."""
    store = open_store(tmp_path / "there.sqlite3")
    store.save(recorded(), draft="half a sentence")
    return store


def put_back(store: SqlSessionStore, content: bytes) -> None:
    with opened_snapshot(content, "b.zip", unwatched) as restored:
        store.put_back(restored)


def test_every_row_of_every_table_comes_back(store: SqlSessionStore, copied: SqlSessionStore) -> None:
    an_interview(store)
    content = copied.snapshot()
    put_back(store, content)
    assert rows(store.snapshot()) == rows(content)
    assert len(rows(content)["exchanges"]) > 5
    assert store.load(SESSION).session == recorded()
    assert store.load(SESSION).draft == "half a sentence"


def test_a_copy_made_while_a_session_is_saved_holds_whole_steps(
    store: SqlSessionStore, opened: Callable[..., SqlSessionStore]
) -> None:
    """Each save writes the session, its turns and its draft; no copy has a part of one."""
    other = opened()
    other.save(recorded(), draft="1")

    def write() -> None:
        for number in range(2, 60):
            other.save(recorded(), draft=str(number), changed=0)

    writer = threading.Thread(target=write)
    writer.start()
    drafts = set()
    while writer.is_alive():
        found = rows(store.snapshot())
        ((_, draft),) = found["drafts"]
        ((_, revision, *_),) = found["sessions"]
        assert draft == str(revision)
        assert len(found["turns"]) == len(recorded().turns)
        drafts.add(draft)
    writer.join()
    assert len(drafts) > 3


def test_another_program_sees_what_was_put_back_and_overwrites_none_of_it(
    store: SqlSessionStore, opened: Callable[..., SqlSessionStore], copied: SqlSessionStore
) -> None:
    other = opened()
    interview = an_interview(other)
    put_back(store, copied.snapshot())
    assert [summary.session_id for summary in other.summaries()] == [SESSION]
    with pytest.raises(RecordsError, match="deleted by another program"):
        interview.draft("more")
    assert [summary.session_id for summary in store.summaries()] == [SESSION]


def test_what_another_program_is_writing_is_not_replaced(
    path: Path, opened: Callable[..., SqlSessionStore], copied: SqlSessionStore
) -> None:
    store = opened(busy_seconds=0.1)
    an_interview(store)
    before = rows(store.snapshot())
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsError, match="locked by another program"):
        put_back(store, copied.snapshot())
    writer.close()
    assert rows(store.snapshot()) == before


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["UPDATE alembic_version SET version_num = 'interviewer_9999'"], r"^b.zip was written by a newer version"),
        (["DROP TABLE alembic_version"], "^b.zip belongs to another program"),
        (["ALTER TABLE drafts ADD COLUMN more TEXT"], "^b.zip belongs to another program"),
        (["CREATE TABLE moz_places (url TEXT)"], "^b.zip belongs to another program"),
        (["CREATE TRIGGER t AFTER INSERT ON drafts BEGIN DELETE FROM sessions; END"], "^b.zip belongs to another"),
        (["CREATE VIEW v AS SELECT * FROM drafts"], "^b.zip belongs to another program"),
        (["UPDATE drafts SET session_id = 'nobody'"], "^b.zip is damaged"),
        (["UPDATE turns SET methods = '['"], "cannot be read: its records are damaged"),
        (["UPDATE grades SET status = 'splendid'"], "cannot be read: its records are damaged"),
    ],
)
def test_a_database_that_is_not_of_this_program_is_refused(
    copied: SqlSessionStore, statements: list[str], says: str
) -> None:
    content = changed_by(copied.snapshot(), "PRAGMA foreign_keys = OFF", *statements)
    with pytest.raises(RecordsError, match=says), opened_snapshot(content, "b.zip", unwatched):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        (
            "UPDATE alembic_version SET version_num = 'interviewer_9999'",
            "Update interviewer. Use another backup; nothing was changed.",
        ),
        ("DROP TABLE alembic_version", "Use another backup; nothing was changed."),
    ],
)
def test_what_to_do_about_a_refused_backup_is_about_the_backup(
    copied: SqlSessionStore, statement: str, hint: str
) -> None:
    content = changed_by(copied.snapshot(), statement)
    with pytest.raises(RecordsError) as caught, opened_snapshot(content, "b.zip", unwatched):
        pytest.fail("it was opened")
    assert caught.value.hint == hint


def test_a_session_whose_id_would_lead_elsewhere_is_refused(copied: SqlSessionStore) -> None:
    content = changed_by(
        copied.snapshot(),
        "PRAGMA foreign_keys = OFF",
        *(f"UPDATE {table} SET session_id = '../x'" for table in ("sessions", "turns", "exchanges", "hints", "grades")),
        "UPDATE drafts SET session_id = '../x'",
    )
    with pytest.raises(RecordsError, match="records are damaged"), opened_snapshot(content, "b.zip", unwatched):
        pytest.fail("it was opened")


@pytest.mark.parametrize("size", [0, 15, 100, 4096, 5000, 40_000])
def test_a_database_that_was_cut_off_is_refused(copied: SqlSessionStore, size: int) -> None:
    with (
        pytest.raises(RecordsError, match=r"^b.zip (is damaged|is not a SQLite database)"),
        opened_snapshot(copied.snapshot()[:size], "b.zip", unwatched),
    ):
        pytest.fail("it was opened")
