"""Copies of a SQLite database made and put back while other programs use it, through SQLite's online backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select, text

from interviewer.errors import RecordsError
from interviewer.progress import OnProgress
from interviewer.records import reading
from interviewer.records.database import DamagedError, Database, in_memory
from interviewer.records.schema import metadata, sessions
from interviewer.records.upgrade import NewerSchemaError, bring_up_to_date

# How a SQLite file begins. Its bytes 18 and 19 say whether it has a write-ahead log (2) or not (1), which no database
# in memory has (https://sqlite.org/fileformat.html, 1.3).
_MAGIC = b"SQLite format 3\x00"
_JOURNAL = slice(18, 20)
_NO_LOG = b"\x01\x01"
_UNCHANGED = "Use another backup; nothing was changed."


def snapshot(database: Database) -> bytes:
    """The database as it is at one moment, as the content of a SQLite file.

    A session that is going on meanwhile goes on; of what it saves, each step is in the copy or not. The database must
    be SQLite. Raises RecordsError if it cannot be read.
    """
    copy = sqlite3.connect(":memory:")
    try:
        with database.raw() as live:
            live.backup(copy)
        content = copy.serialize()
    finally:
        copy.close()
    return content[: _JOURNAL.start] + _NO_LOG + content[_JOURNAL.stop :]


@contextmanager
def opened_snapshot(content: bytes, place: str, progress: OnProgress) -> Iterator[Database]:
    """A snapshot as a database in memory, verified to its last session and brought to the present schema.

    `place` is what messages call it. Raises RecordsError if it is damaged, of a newer version or of another program.
    """
    if not content.startswith(_MAGIC):
        raise RecordsError(f"{place} is not a SQLite database.", _UNCHANGED)
    database = in_memory(content, place)
    try:
        try:
            with database.told():
                check_file(database)
                bring_up_to_date(database)
                _check_schema(database)
        except NewerSchemaError as error:
            raise NewerSchemaError(error.message, f"Update interviewer. {_UNCHANGED}") from error
        except RecordsError as error:
            raise RecordsError(error.message, _UNCHANGED) from error
        _check_sessions(database, progress)
        yield database
    finally:
        database.reader.dispose()


def check_file(database: Database) -> None:
    """Raises DamagedError unless every page, and every key of another table, is as it should be."""
    with database.told(), database.reader.connect() as connection:
        found = connection.scalar(text("PRAGMA integrity_check"))
        if found != "ok" or connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise DamagedError(f"{database.place} is damaged.")


def put_back(database: Database, restored: Database) -> None:
    """Replaces everything in `database` by what is in `restored`: all of it, or nothing.

    Other programs that have it open see it from their next step on. Raises RecordsError if one of them is writing.
    """

    def give_up_if_locked(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise RecordsError(
                f"{database.place} is locked by another program.", "Close it and try again. Nothing was changed."
            )

    with restored.raw() as source, database.raw() as live:
        source.backup(live, progress=give_up_if_locked)


def _check_schema(database: Database) -> None:
    """Raises RecordsError unless the tables are exactly the program's, and nothing in the database acts by itself."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection)
        acting = connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"))
        if acting or compare_metadata(context, metadata):
            raise RecordsError(f"{database.place} belongs to another program.")


def _check_sessions(database: Database, progress: OnProgress) -> None:
    """Reads every session. Raises RecordsError where one cannot be read."""
    with database.reading() as connection:
        for done, total, session_id in _each(connection):
            progress("Checking the sessions", done, total)
            reading.saved_session(connection, session_id)


def _each(connection: Connection) -> Iterator[tuple[int, int, str]]:
    ids = list(connection.scalars(select(sessions.c.session_id)))
    for number, session_id in enumerate(ids, start=1):
        yield number, len(ids), session_id
