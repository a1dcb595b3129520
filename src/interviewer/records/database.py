"""The database: a SQLite file by default, or whatever a SQLAlchemy URL names; and what can go wrong with it, in
sentences without a password or an answer."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from interviewer.errors import RecordsError, UsageError
from interviewer.files.writing import PRIVATE_FILE, make_private_folder
from interviewer.hosts import is_this_machine, server
from interviewer.paths import expanded

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
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_URL_HINT = "Write it as sqlite:////absolute/path/to/file.sqlite3, or leave it empty for a file in the data folder."
_BEGIN = "interviewer_begin"
"""The execution option for how a SQLite transaction begins; empty for no transaction."""


class DamagedError(RecordsError):
    """The file is no database that can be read: only a backup helps."""


@dataclass(frozen=True)
class Database:
    """An engine, and how messages name what it opens: never by its URL, which may hold a password.

    Connections of `writer` take the write lock as their transaction begins, so that none fails half way for lack of
    it; those of `reader` see one state of the database until they end.
    """

    reader: Engine
    writer: Engine
    place: str
    is_sqlite: bool

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes. What SQLAlchemy raises inside becomes a RecordsError."""
        with self.told(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, what: str = "") -> Iterator[Connection]:
        """A transaction that reads `what`, all of it by default. What SQLAlchemy raises inside becomes a RecordsError,
        and so does what reading malformed rows raises."""
        with self.told(), self.reader.connect() as connection:
            try:
                yield connection
            except (KeyError, TypeError, ValueError) as error:
                raise RecordsError(
                    f"{what or self.place} cannot be read: its records are damaged.",
                    "Restore a backup of the database.",
                ) from error

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, outside any transaction, for what SQLAlchemy has no name for. What either raises
        inside becomes a RecordsError."""
        with self.told(), self.reader.execution_options(**{_BEGIN: ""}).connect() as connection:
            found = connection.connection.driver_connection
            assert isinstance(found, sqlite3.Connection)
            try:
                yield found
            except sqlite3.Error as error:
                raise _records_error(error, self.place) from error

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turns what SQLAlchemy raises inside into a RecordsError about this database."""
        try:
            yield
        except SQLAlchemyError as error:
            raise _records_error(error, self.place) from error


def open_database(target: str | Path, busy_seconds: float) -> Database:
    """The database that `target` names: a SQLite file if it is a Path, a SQLAlchemy URL if it is a string.

    The folder of a SQLite file is created if it is missing. `busy_seconds` is how long to wait for a locked SQLite
    database. Connects to nothing yet. Raises UsageError for a URL that cannot be used, RecordsError for a file that
    cannot be created.
    """
    url = URL.create("sqlite", database=str(target)) if isinstance(target, Path) else _parsed(target)
    is_sqlite = url.get_backend_name() == "sqlite"
    place = f"The {url.get_backend_name()} database of DATABASE_URL"
    options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}} if is_sqlite else {"pool_pre_ping": True}
    if is_sqlite:
        _check_sqlite(url)
    _engine(url, options)  # a missing driver is reported before a file is created
    if is_sqlite and not url.query.get("uri"):
        path = expanded(str(url.database), "DATABASE_URL")
        place = str(path)
        url = _read_only(url, path) if _make_room(path) else url.set(database=str(path))
    engine = _engine(url, options)
    return _sqlite(engine, place) if is_sqlite else Database(engine, engine, place, is_sqlite=False)


def in_memory(content: bytes, place: str) -> Database:
    """The content of a SQLite file as a database of this process alone. Raises nothing before it is read."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(content)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True)
    return _sqlite(engine, place)


def missing_file(text: str) -> Path | None:
    """The SQLite file that the URL of a database names, where it does not exist yet; None otherwise.

    Raises UsageError for an invalid database URL.
    """
    url = _parsed(text)
    if url.get_backend_name() != "sqlite" or url.query.get("uri"):
        return None
    _check_sqlite(url)
    path = expanded(str(url.database), "DATABASE_URL")
    return None if path.exists() else path


def server_elsewhere(text: str) -> str:
    """The server that the URL of a database names, as scheme://host:port; empty if it is this machine.

    Raises UsageError for an invalid database URL.
    """
    url = _parsed(text)
    if url.get_backend_name() == "sqlite":
        return ""
    given = url.host or url.query.get("host") or ""
    host = given if isinstance(given, str) else ",".join(given)
    if host.startswith("/") or is_this_machine(host) or not (host or url.query):
        return ""  # a socket of this machine, which is also the default
    return server(url.get_backend_name(), host, url.port) if host else "a server that it describes"


def keep_a_write_ahead_log(database: Database) -> None:
    """Switches a SQLite file to WAL for good, so that readers and a writer do not wait for each other.

    If the file system does not support it, SQLite keeps its rollback journal, which is as safe.
    """
    if database.is_sqlite:
        with database.reader.execution_options(**{_BEGIN: ""}).connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _sqlite(engine: Engine, place: str) -> Database:
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return Database(engine, engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}), place, is_sqlite=True)


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
        url.get_backend_name()
    except (ArgumentError, ValueError):
        raise UsageError("DATABASE_URL is not a valid database URL.", _URL_HINT) from None
    return url


def _check_sqlite(url: URL) -> None:
    if url.host:
        raise UsageError("DATABASE_URL names a host, but SQLite databases are files.", _URL_HINT)
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        raise UsageError("DATABASE_URL names a database in memory, which would forget every session.", _URL_HINT)


def _make_room(path: Path) -> bool:
    """Creates the folder and the file, private to the user, if missing; returns whether the file is read-only."""
    try:
        make_private_folder(path.parent)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        mode = path.stat().st_mode
    except OSError as error:
        raise RecordsError(f"{path} cannot be written: {error.strerror}.", ELSEWHERE) from error
    if stat.S_ISDIR(mode):
        raise RecordsError(f"{path} is a folder, not a database file.", f"Move the folder away. {ELSEWHERE}")
    if not stat.S_ISREG(mode):
        raise RecordsError(f"{path} is not a regular file.", ELSEWHERE)
    return not (_is_writable(path) and _is_writable(path.parent))


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_only(url: URL, path: Path) -> URL:
    """The URL that opens a file when neither it nor its folder can be written.

    A file in WAL mode that was closed properly has no log beside it and cannot change under a reader: SQLite has to be
    told so, as it cannot create its shared memory there (https://sqlite.org/wal.html#readonly). If there is a log, it
    and the shared memory can be read.
    """
    query = {"uri": "true", "mode": "ro"}
    if not path.with_name(f"{path.name}-wal").exists():
        query["immutable"] = "1"
    return url.set(database=f"file:{quote(str(path.absolute()))}").update_query_dict(query)


def _engine(url: URL, options: dict[str, Any]) -> Engine:
    """The engine. Its errors hide the parameters of statements, which a candidate wrote."""
    try:
        return create_engine(url, hide_parameters=True, **options)
    except (NoSuchModuleError, ImportError):
        raise UsageError(
            f"DATABASE_URL asks for {url.drivername!r}, whose driver is not installed.",
            "Install the driver, or leave DATABASE_URL empty.",
        ) from None
    except (ArgumentError, TypeError, ValueError):
        raise UsageError("DATABASE_URL has options that its database does not support.", _URL_HINT) from None


def _set_up(connection: Any, _record: object) -> None:
    """FULL makes a commit wait until it is on disk; in WAL mode, NORMAL does not."""
    connection.isolation_level = None  # the driver begins no transactions of its own; _begin does
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)


def _records_error(error: SQLAlchemyError | sqlite3.Error, place: str) -> RecordsError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int) and (code & 0xFF) in _BY_CODE:
        sentence, hint = _BY_CODE[code & 0xFF]
        kind = DamagedError if code & 0xFF in _DAMAGED else RecordsError
        return kind(sentence.format(place=place), hint)
    name = type(cause or error).__name__
    return RecordsError(
        f"{place} cannot be used ({name}).", f"Check that it can be reached and written to. {ELSEWHERE}"
    )
