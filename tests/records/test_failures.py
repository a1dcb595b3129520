"""A database that cannot be used: one sentence, one hint, and nothing overwritten."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from interviewer.errors import RecordsError
from interviewer.interview.session import Phase
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import a_failed_grade
from tests.machine import without_root
from tests.records.conftest import an_interview

Opener = Callable[..., SqlSessionStore]
ID = "20261102-test"
LONG = "a long answer " * 20_000


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that this process may enter but not write, even where the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    with without_root():
        yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def message_of(caught: pytest.ExceptionInfo[RecordsError]) -> str:
    """The message, once it is known to be a sentence with a hint."""
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.message


def test_a_folder_that_cannot_be_made_is_told(closed_folder: Path) -> None:
    with pytest.raises(RecordsError) as caught:
        open_store(closed_folder / "data" / "interviewer.sqlite3")
    assert "cannot be written: Permission denied" in message_of(caught)


@pytest.fixture
def only_readable() -> Iterator[tuple[Path, Callable[[], None]]]:
    """A database, and what takes from this process, even where it is root's, the permission to write beside it."""
    folder = Path(tempfile.mkdtemp())
    with contextlib.ExitStack() as taken:

        def take() -> None:
            for file in folder.iterdir():
                file.chmod(0o444)
            folder.chmod(0o555)
            taken.enter_context(without_root())

        yield folder / "interviewer.sqlite3", take
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("closed", [True, False], ids=["closed in order", "with its log"])
def test_what_may_only_be_read_is_read(only_readable: tuple[Path, Callable[[], None]], *, closed: bool) -> None:
    path, take_permission = only_readable
    writer = open_store(path)
    session = an_interview(writer).session
    if closed:
        writer.close()
    take_permission()
    reader = open_store(path)
    try:
        assert [found.session_id for found in reader.summaries()] == [ID]
        assert reader.load(ID).session == session
        with pytest.raises(RecordsError) as caught:
            reader.save_draft(ID, "a draft")
        assert "cannot be written: it is read-only" in message_of(caught)
    finally:
        reader.close()
        writer.close()


def test_a_session_whose_id_could_name_another_file_is_damaged(path: Path, store: SqlSessionStore) -> None:
    an_interview(store)
    with sqlite3.connect(path) as connection:
        for table in ("sessions", "turns", "exchanges", "drafts"):
            connection.execute(f"UPDATE {table} SET session_id = '../../x'")
    connection.close()
    assert [found.session_id for found in store.summaries()] == ["../../x"]
    with pytest.raises(RecordsError) as caught:
        store.load("../../x")
    assert "its records are damaged" in message_of(caught)


@pytest.mark.posix
def test_a_database_that_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordsError, match="is not a regular file"):
        open_store(tmp_path / "pipe")


def test_a_new_database_is_the_users_unaided(path: Path) -> None:
    before = os.umask(0)
    try:
        open_store(path).close()
    finally:
        os.umask(before)
    assert [stat.S_IMODE(made.stat().st_mode) for made in (path.parent, path)] == [0o700, 0o600]


def test_a_folder_that_cannot_be_written_is_told(closed_folder: Path) -> None:
    with pytest.raises(RecordsError) as caught:
        open_store(closed_folder / "interviewer.sqlite3")
    assert "cannot be written: Permission denied" in message_of(caught)
    assert "INTERVIEWER_HOME" in caught.value.hint


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(RecordsError) as caught:
        open_store(tmp_path / "data" / "interviewer.sqlite3")
    assert "cannot be written" in message_of(caught)


def test_a_folder_where_the_file_should_be_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(RecordsError) as caught:
        open_store(path)
    assert "is a folder" in message_of(caught)


def test_a_file_that_is_no_database_is_told_and_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(RecordsError) as caught:
        open_store(path)
    assert "is not a SQLite database" in message_of(caught)
    assert path.read_text() == "Dear diary, " * 1000


def test_a_damaged_database_is_told_and_kept(path: Path) -> None:
    store = open_store(path)
    an_interview(store)
    store.close()
    whole = path.read_bytes()
    damaged = whole[:4096] + b"\xff" * (len(whole) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(RecordsError) as caught:
        open_store(path).summaries()
    assert "is damaged" in message_of(caught)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exchanges SET kind = 'riddle'",
        "UPDATE sessions SET question_ids = '{'",
        "UPDATE sessions SET started_at = 'yesterday'",
        "DELETE FROM exchanges",
        "UPDATE grades SET verdicts = '[{}]'",
        "UPDATE grades SET score = 7",
        "UPDATE grades SET verdicts = '3'",
    ],
)
def test_a_damaged_record_is_told(store: SqlSessionStore, path: Path, change: str) -> None:
    interview = an_interview(store)
    interview.submit("?")
    interview.deliver(1, a_failed_grade())
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(RecordsError) as caught:
        store.load(ID)
    assert "damaged" in message_of(caught)


def test_a_locked_database_is_told_and_used_again_when_it_is_free(opened: Opener, path: Path) -> None:
    store = opened(busy_seconds=0.05)
    interview = an_interview(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsError) as caught:
        interview.submit("fact1")
    assert "is locked by another program" in message_of(caught)
    assert interview.session.phase is Phase.ANSWERING
    other.execute("ROLLBACK")
    other.close()
    interview.submit("fact1")
    assert store.load(ID).session == interview.session


def test_a_database_that_is_locked_while_it_is_made_is_told(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordsError, match="is locked by another program"):
        open_store(path, busy_seconds=0.05)
    other.close()
    open_store(path).close()


def test_a_short_lock_is_waited_for(store: SqlSessionStore, path: Path) -> None:
    interview = an_interview(store)
    code = (
        "import sqlite3, sys, time\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "time.sleep(0.3)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "locked\n"
    interview.submit("fact1")
    other.communicate()
    assert store.load(ID).session == interview.session


def test_a_full_database_is_told_and_used_again_when_there_is_room(path: Path, store: SqlSessionStore) -> None:
    interview = an_interview(store)
    interview.draft("before")
    before = store.load(ID)
    pages = 20_000

    @event.listens_for(store._database.reader, "checkout")
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    pages = 1  # SQLite takes the present size as the least
    with pytest.raises(RecordsError) as caught:
        interview.submit(LONG)
    assert "the disk is full" in message_of(caught)
    assert interview.session.phase is Phase.ANSWERING
    assert store.load(ID) == before
    pages = 20_000
    interview.submit(LONG)
    assert store.load(ID).session == interview.session


FILLS = """
import resource, sys
from pathlib import Path
from interviewer.errors import RecordsError
from interviewer.records.store import open_store
from tests.factories import a_failed_grade
from tests.records.conftest import an_interview

path = Path(sys.argv[1])
store = open_store(path)
interview = an_interview(store)
interview.draft("before")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    interview.submit("a long answer " * 200_000)
except RecordsError as error:
    print(error.message)
try:
    interview.draft("x" * 1_000_000)
except RecordsError as error:
    print(error.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
interview.draft("after")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system has no limit on file sizes")
def test_a_disk_that_takes_no_more_costs_nothing_that_was_saved(path: Path, opened: Opener) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", FILLS, str(path)], capture_output=True, text=True, cwd=root)
    assert done.stderr == ""
    assert done.stdout.count("cannot be read or written: the disk reports an error.") == 2
    saved = opened().load(ID)
    assert saved.session.phase is Phase.ANSWERING
    assert saved.draft == "after"


def test_no_message_or_cause_carries_an_answer(opened: Opener, path: Path) -> None:
    store = opened(busy_seconds=0.01)
    interview = an_interview(store)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DROP TABLE exchanges")
    with pytest.raises(RecordsError) as caught:
        interview.submit("my secret answer")
    error: BaseException | None = caught.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__
