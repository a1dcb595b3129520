"""The schema: made from nothing, carried forward, and left alone where it is not ours."""

from __future__ import annotations

import hashlib
import json
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
from interviewer.grading.verdict import Verdict
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.models.chat import Usage
from interviewer.records.database import open_database
from interviewer.records.schema import HEAD, metadata
from interviewer.records.store import SqlSessionStore, open_store
from interviewer.records.upgrade import NewerSchemaError, config
from tests.factories import WordGrader, ticking_clock
from tests.records.conftest import QUESTIONS, an_interview
from tests.records.old_databases import all_revisions


def scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(config(connection))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
    with pytest.raises(NewerSchemaError, match="newer version") as caught:
        open_store(path)
    assert "It was not changed. Update interviewer." in caught.value.hint
    assert digest(path) == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE moz_places (url TEXT)")
    connection.close()
    before = digest(path)
    with pytest.raises(RecordsError, match="belongs to another program") as caught:
        open_store(path)
    assert "It was not changed." in caught.value.hint
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


@pytest.mark.slow
def test_programs_that_make_the_same_database_at_once_all_get_it(path: Path) -> None:
    code = (
        "import sys, pathlib\nfrom interviewer.records.store import open_store\nopen_store(pathlib.Path(sys.argv[1]))"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(3)]
    assert [program.wait(60) for program in programs] == [0, 0, 0]


def insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Writes a row, lists and mappings as JSON."""
    plain = {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in values.items()}
    marks = ", ".join("?" for _ in plain)
    connection.execute(f"INSERT INTO {table} ({', '.join(plain)}) VALUES ({marks})", tuple(plain.values()))


def at_revision(path: Path, revision: str) -> None:
    """A database as a program at `revision` left it, with what revision interviewer_0001 knew: a session in the middle
    of a follow-up."""
    path.parent.mkdir()
    database = open_database(path, 1.0)
    with database.writer.begin() as upgraded:
        command.upgrade(config(upgraded), revision)
    database.reader.dispose()
    verdict = {"point": "k1", "claim": "Fact1.", "weight": 3, "passage": "dropout#key-point-1", "supported": True}
    verdict |= {"verdict": "met", "evidence": [{"start": 0, "end": 5, "text": "fact1"}]}
    with sqlite3.connect(path) as connection:
        insert(
            connection,
            "sessions",
            session_id="old",
            revision=4,
            mode="mock",
            seed="7",
            seconds_per_question=180,
            question_ids=["dropout", "momentum"],
            started_at="2026-11-02 12:00:00.000000",
        )
        for position, question in enumerate(("dropout", "momentum")):
            insert(
                connection,
                "turns",
                session_id="old",
                position=position,
                question_id=question,
                title=f"What is {question}?",
                topic="regularization",
                asked_at="2026-11-02 12:00:01.000000",
                skipped=0,
                alone=0.5 if position == 0 else None,
                prompted=0.5 if position == 0 else None,
                methods=["similarity"] if position == 0 else [],
            )
            insert(
                connection,
                "exchanges",
                session_id="old",
                turn=position,
                position=0,
                kind="question",
                prompt=f"What is {question}?",
                answer="fact1" if position == 0 else None,
                answered_at="2026-11-02 12:00:09.000000" if position == 0 else None,
            )
        insert(
            connection,
            "grades",
            session_id="old",
            turn=0,
            exchange=0,
            status="graded",
            score=0.5,
            reason="",
            method="similarity",
            model="minilm",
            grader_version="3",
            corpus_version="abc",
            graded_at="2026-11-02 12:00:10.000000",
            usage={},
            verdicts=[verdict],
            misconceptions=[],
            criteria=[{"criterion": "clarity", "level": None, "reason": "No model."}],
            flags=[],
        )
        insert(connection, "drafts", session_id="old", text="half a sentence")
    connection.close()


def test_a_session_written_at_the_first_revision_is_all_there_and_goes_on(path: Path) -> None:
    at_revision(path, "interviewer_0001")
    store = open_store(path)
    saved = store.load("old")
    grade = saved.session.turns[0].exchanges[0].grade
    assert saved.draft == "half a sentence"
    assert grade is not None
    assert (grade.score, grade.beyond, grade.provenance.cost) == (0.5, (), None)
    assert [(found.verdict, found.reasoning, found.votes) for found in grade.verdicts] == [(Verdict.MET, "", ())]
    assert (saved.session.closing, saved.session.talk, saved.session.turns[0].remarks) == ("", Usage(), ())
    interview = Interview(saved.session, QUESTIONS, store, ticking_clock(), grades_later=True)
    interview.resume(saved.draft)
    started = interview.submit("fact1 fact2 fact3")[-1]
    assert isinstance(started, GradingStarted)
    interview.move_on(started.ticket, WordGrader().grade(started.request))
    interview.close_with("Thank you.")
    interview.deliver(started.ticket, WordGrader().grade(started.request))
    assert store.load("old").session == interview.session
    assert store.load("old").session.closing == "Thank you."
    store.close()


def test_the_scores_of_the_first_revision_stay_as_they_were_in_the_history(path: Path) -> None:
    at_revision(path, "interviewer_0001")
    store = open_store(path)
    (summary,) = store.summaries()
    assert (summary.unaided, summary.aided, summary.graded, summary.asked) == (0.5, 0.5, 1, 2)
    store.close()


def rows_of(path: Path, tables: tuple[str, ...]) -> dict[str, list[dict[str, object]]]:
    """Every row of the tables, by column."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in tables}
    connection.close()
    return found


@pytest.mark.parametrize("revision", ["interviewer_0001", "interviewer_0002"])
def test_no_row_and_no_value_of_an_earlier_revision_is_lost(path: Path, revision: str) -> None:
    at_revision(path, revision)
    tables = ("sessions", "turns", "exchanges", "grades", "hints", "drafts")
    before = rows_of(path, tables)
    open_store(path).close()
    after = rows_of(path, tables)
    for name in tables:
        assert [
            {column: row[column] for column in old} for row, old in zip(after[name], before[name], strict=True)
        ] == (before[name])


def test_answers_of_an_earlier_revision_have_no_confidence_no_earlier_grade_and_no_dispute(path: Path) -> None:
    at_revision(path, "interviewer_0002")
    store = open_store(path)
    exchange = store.load("old").session.turns[0].exchanges[0]
    assert (exchange.confidence, exchange.earlier_grades, exchange.disputes) == (None, (), ())
    store.close()
