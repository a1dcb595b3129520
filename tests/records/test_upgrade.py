"""The schema: made from nothing, carried forward, and left alone where it is not ours."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from interviewer.errors import RecordsError
from interviewer.records.database import open_database
from interviewer.records.schema import HEAD, metadata
from interviewer.records.store import SqlSessionStore, open_store
from interviewer.records.upgrade import config
from tests.records.conftest import an_interview


def scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(config(connection))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def all_revisions() -> list[str]:
    """Every revision there is, oldest first."""
    folder = Path(__file__).parents[2] / "src" / "interviewer" / "records" / "migrations"
    return [script.revision for script in reversed(list(ScriptDirectory(folder).walk_revisions()))]


def test_a_database_made_from_nothing_has_the_tables_of_the_schema(store: SqlSessionStore, path: Path) -> None:
    with open_database(path, 1.0).reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_schema_names_the_newest_revision() -> None:
    assert all_revisions()[-1] == HEAD


@pytest.mark.parametrize("revision", all_revisions())
def test_a_database_at_any_earlier_revision_opens(path: Path, revision: str) -> None:
    path.parent.mkdir()
    database = open_database(path, 1.0)
    with database.writer.begin() as connection:
        command.upgrade(config(connection), revision)
    database.reader.dispose()
    store = open_store(path)
    interview = an_interview(store)
    assert store.load("20261102-test").session == interview.session
    store.close()


def test_a_migration_can_be_taken_back(path: Path, store: SqlSessionStore) -> None:
    database = open_database(path, 1.0)
    with database.writer.begin() as connection:
        command.downgrade(config(connection), "base")
    database.reader.dispose()
    tables = sqlite3.connect(path).execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("alembic_version",)]


def test_a_database_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'interviewer_9999'")
    connection.close()
    before = digest(path)
    with pytest.raises(RecordsError, match="newer version") as caught:
        open_store(path)
    assert "Update interviewer" in caught.value.hint
    assert digest(path) == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE moz_places (url TEXT)")
    connection.close()
    before = digest(path)
    with pytest.raises(RecordsError, match="of another program"):
        open_store(path)
    assert digest(path) == before


def test_a_migration_that_fails_half_way_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade_then_fail(connection: Connection) -> None:
        command.upgrade(config(connection), "head")
        raise sqlite3.OperationalError("the power went")

    monkeypatch.setattr("interviewer.records.upgrade._migrate", upgrade_then_fail)
    with pytest.raises(sqlite3.OperationalError):
        open_store(path)
    monkeypatch.undo()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    open_store(path).close()


def test_programs_that_make_the_same_database_at_once_all_get_it(path: Path) -> None:
    code = (
        "import sys, pathlib\nfrom interviewer.records.store import open_store\nopen_store(pathlib.Path(sys.argv[1]))"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(3)]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
