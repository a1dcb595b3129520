"""What went wrong with a database, and what to do, in a sentence. No message contains a password or an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from interviewer.errors import RecordsError

ELSEWHERE = "Choose another folder with INTERVIEWER_HOME, or another database with DATABASE_URL."
_KEPT = "What was saved before is unharmed."

# By SQLite's primary result code (https://sqlite.org/rescode.html): what happened, and what to do.
_BY_CODE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "{place} is locked by another program.",
        f"Close the other program that uses it and try again. {_KEPT}",
    ),
    sqlite3.SQLITE_READONLY: ("{place} cannot be written: it is read-only.", f"Allow writing to it. {ELSEWHERE}"),
    sqlite3.SQLITE_IOERR: (
        "{place} cannot be read or written: the disk reports an error.",
        f"Check whether the disk is full or gone, then try again. {_KEPT}",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{place} is damaged.",
        "Move the file away and restore a backup, or start with a new one. It was not changed.",
    ),
    sqlite3.SQLITE_FULL: ("{place} cannot grow: the disk is full.", f"Free some space and try again. {_KEPT}"),
    sqlite3.SQLITE_CANTOPEN: ("{place} cannot be opened.", f"Allow reading and writing its folder. {ELSEWHERE}"),
    sqlite3.SQLITE_NOTADB: (
        "{place} is not a SQLite database.",
        f"Move the file away; it was not changed. {ELSEWHERE}",
    ),
}
_BY_CODE[sqlite3.SQLITE_LOCKED] = _BY_CODE[sqlite3.SQLITE_BUSY]
_BY_CODE[sqlite3.SQLITE_PERM] = _BY_CODE[sqlite3.SQLITE_CANTOPEN]


@contextmanager
def told_as_records_error(place: str) -> Iterator[None]:
    """Turns what SQLAlchemy raises inside into a RecordsError about `place`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _records_error(error, place) from error


@contextmanager
def damage_told(what: str) -> Iterator[None]:
    """Turns what reading malformed rows raises inside into a RecordsError about `what`."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise RecordsError(
            f"{what} cannot be read: its records are damaged.", "Restore a backup of the database."
        ) from error


def _records_error(error: SQLAlchemyError, place: str) -> RecordsError:
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int) and (code & 0xFF) in _BY_CODE:
        sentence, hint = _BY_CODE[code & 0xFF]
        return RecordsError(sentence.format(place=place), hint)
    name = type(cause or error).__name__
    return RecordsError(
        f"{place} cannot be used ({name}).", f"Check that it can be reached and written to. {ELSEWHERE}"
    )
