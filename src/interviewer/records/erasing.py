"""Deleting sessions so that none of their words stay in the files of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from sqlalchemy import Connection, delete

from interviewer.errors import RecordsError
from interviewer.records.database import Database
from interviewer.records.schema import metadata

_AT_ONCE = 500  # ids in a statement, of the 999 parameters that old versions of SQLite take


def delete_sessions(connection: Connection, session_ids: Collection[str] | None) -> None:
    """Deletes every row of these sessions, or of all, inside a transaction that the caller opened.

    SQLite writes zeros over what is deleted (https://sqlite.org/pragma.html#pragma_secure_delete).
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    for table in reversed(metadata.sorted_tables):
        if session_ids is None:
            connection.execute(delete(table))
        else:
            for some in _in_parts(session_ids):
                connection.execute(delete(table).where(table.c.session_id.in_(some)))


def compact(database: Database) -> None:
    """Rewrites a SQLite file without what was deleted, and empties its log. A server's database is left to its server.

    Raises RecordsError if another program keeps the log in use.
    """
    if not database.is_sqlite:
        return
    with database.raw() as connection:
        connection.execute("PRAGMA temp_store = MEMORY")  # what is rewritten passes through no other file
        connection.execute("VACUUM")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise RecordsError(
            f"It is deleted, but another program is reading {database.place}, whose log still holds old words.",
            "Close that program: the log goes with it.",
        )


def _in_parts(session_ids: Collection[str]) -> Iterator[list[str]]:
    left = iter(session_ids)
    while part := list(islice(left, _AT_ONCE)):
        yield part
