"""What a database may be named by, and how the database is set up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from interviewer.errors import InterviewerError, RecordsError, UsageError
from interviewer.records.database import open_database
from interviewer.records.store import SqlSessionStore, open_store
from tests.records.conftest import an_interview


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("interviewer.sqlite3", "not a valid database URL"),
        ("", "not a valid database URL"),
        ("sqlite:", "not a valid database URL"),
        ("://", "not a valid database URL"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///file:x?mode=memory&uri=true", "in memory"),
        ("sqlite:///file::memory:?cache=shared&uri=true", "in memory"),
        ("sqlite://interviewer.sqlite3", "names a host"),
        ("oracle9://scott:tiger@host/x", "driver is not installed"),
        ("postgresql+nonesuch://u@h/x", "driver is not installed"),
        ("postgresql://u@h:port/x", "not a valid database URL"),
        ("sqlite+nonesuch:///x.sqlite3", "driver is not installed"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_in_a_sentence_with_a_hint(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        open_database(url, 1.0)
    assert caught.value.message.startswith("DATABASE_URL ")
    assert caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nonesuch://ann:hunter2@host/x",
        "postgresql:/ann:hunter2@host/x",
        "nonesuch://ann:hunter2@host/x",
        "ann:hunter2@host/x",
        "postgresql+nonesuch://host/x?password=hunter2",
        "postgresql+nonesuch://ann:p@hunter2@host/x",
        "sqlite://ann:hunter2@host/x",
    ],
)
def test_no_message_carries_the_password_of_a_url(url: str) -> None:
    with pytest.raises(InterviewerError) as caught:
        open_store(url)
    assert "hunter2" not in str(caught.value)


def test_a_url_names_a_file_as_a_path_does(path: Path) -> None:
    by_url = open_store(f"sqlite:///{path}")
    interview = an_interview(by_url)
    by_url.close()
    by_path = open_store(path)
    assert by_path.load("20261102-test").session == interview.session
    by_path.close()


def test_a_sqlite_uri_is_taken_as_it_is(path: Path) -> None:
    open_store(path).close()
    read_only = open_store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert read_only.summaries() == []
    with pytest.raises(RecordsError, match="sqlite database of DATABASE_URL cannot be written: it is read-only"):
        an_interview(read_only)
    read_only.close()


def test_odd_letters_in_a_path_are_taken_as_they_are(tmp_path: Path) -> None:
    odd = tmp_path / "100% é [x] ?q#h" / "a b.sqlite3"
    open_store(odd).close()
    assert odd.is_file()
    assert [found.name for found in tmp_path.iterdir()] == ["100% é [x] ?q#h"]


def test_a_commit_is_on_the_disk_and_readers_do_not_wait(path: Path, store: SqlSessionStore) -> None:
    database = open_database(path, 2.5)
    with database.writer.begin() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.reader.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2500}


def test_the_history_can_be_read_while_another_program_writes(store: SqlSessionStore, path: Path) -> None:
    an_interview(store)
    database = open_database(path, 1.0)
    with database.writer.begin() as connection:
        connection.execute(text("DELETE FROM sessions"))
        assert len(store.summaries()) == 1
        connection.rollback()
    database.reader.dispose()


def test_deleting_a_session_deletes_all_of_it(store: SqlSessionStore, path: Path) -> None:
    interview = an_interview(store)
    interview.hint()
    interview.submit("fact1")
    interview.draft("x")
    database = open_database(path, 1.0)
    tables = ("sessions", "turns", "exchanges", "hints", "drafts")
    with database.writer.begin() as connection:
        connection.execute(text("DELETE FROM sessions"))
        assert [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables] == [0] * 5
    database.reader.dispose()


def loaded_after(code: str, *arguments: str) -> set[str]:
    """The top-level and second-level modules that a fresh Python has loaded after running `code`."""
    ends = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ends, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_naming_the_room_loads_no_database_library() -> None:
    assert not {"sqlalchemy", "alembic"} & loaded_after("import interviewer.records, interviewer.interview.store")


@pytest.mark.slow
def test_opening_a_current_database_loads_neither_alembic_nor_the_orm(
    opened: Callable[..., SqlSessionStore], path: Path
) -> None:
    an_interview(opened())
    code = (
        "import sys, pathlib\n"
        "from interviewer.records.store import open_store\n"
        "store = open_store(pathlib.Path(sys.argv[1]))\n"
        "assert store.load(store.summaries()[0].session_id).session.turns"
    )
    loaded = loaded_after(code, str(path))
    assert "sqlalchemy" in loaded
    assert not {"alembic", "sqlalchemy.orm", "mako"} & loaded
