"""Bringing a database to the schema of this program, and refusing one that it does not know.

Alembic is imported only if something has to be done: that alone takes longer than opening a current database. A
new migration is created by `command.revision(config(connection), "what it does", autogenerate=True)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from interviewer.errors import RecordsError
from interviewer.records.database import ELSEWHERE, Database, keep_a_write_ahead_log
from interviewer.records.schema import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = "interviewer.records:migrations"


class NewerSchemaError(RecordsError):
    """A database was written by a newer version of the program."""


def bring_up_to_date(database: Database) -> None:
    """Creates or migrates the tables if needed: all of it, or nothing.

    Raises NewerSchemaError if a newer version wrote the database, RecordsError if another program did; neither is
    changed. Raises what SQLAlchemy raises if it cannot be read or written.
    """
    with database.reader.connect() as connection:
        if _is_current(connection, database.place):
            return
    keep_a_write_ahead_log(database)
    with database.writer.begin() as connection:
        # Checked again under the write lock: another process may have done it meanwhile.
        if not _is_current(connection, database.place):
            _migrate(connection)


def config(connection: Connection) -> Config:
    """Alembic's configuration for the migrations of this package, over an open connection."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", MIGRATIONS)
    made.set_main_option("path_separator", "os")
    return made


def _is_current(connection: Connection, place: str) -> bool:
    """Whether nothing has to be done. Raises RecordsError if nothing may be done."""
    tables = set(inspect(connection).get_table_names())
    revisions: list[str] = []
    if VERSION_TABLE in tables:
        revisions = list(connection.scalars(select(column("version_num")).select_from(table(VERSION_TABLE))))
    if revisions == [HEAD]:
        return True
    if not revisions and tables <= {VERSION_TABLE}:
        return False
    if not revisions:
        raise RecordsError(f"{place} belongs to another program.", f"It was not changed. {ELSEWHERE}")
    if not all(_is_known(connection, revision) for revision in revisions):
        raise NewerSchemaError(
            f"{place} was written by a newer version of interviewer.",
            f"It was not changed. Update interviewer. {ELSEWHERE}",
        )
    return False


def _is_known(connection: Connection, revision: str) -> bool:
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory.from_config(config(connection)).walk_revisions()}


def _migrate(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")
