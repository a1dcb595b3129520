"""Databases of every schema so far, as real files: made by the migrations up to a revision, with rows of real sessions.

python -m tests.records.old_databases    makes those that are missing; a file that is there is never made again
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory

from interviewer.grading.grade import Grade, Method
from interviewer.grading.verdict import Beyond, CriterionLevel, PointVerdict, Verdict
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.interview.session import Exchange, Remark, Session, Turn
from interviewer.models.chat import Usage
from interviewer.records.database import open_database
from interviewer.records.store import open_store
from interviewer.records.upgrade import config
from tests.factories import NOON
from tests.sample_report import recorded

FOLDER = Path(__file__).parent / "databases"
DRAFT = "half a sentence, 注意 \x1b[31m"

_ADDED_LATER = {
    "verdicts": ("reasoning", "votes", "expected"),
    "criteria": ("evidence", "share"),
}
"""The fields of stored values that programs at the first revision did not write."""


def all_revisions() -> list[str]:
    """Every revision there is, oldest first."""
    folder = Path(__file__).parents[2] / "src" / "interviewer" / "records" / "migrations"
    return [script.revision for script in reversed(list(ScriptDirectory(folder).walk_revisions()))]


def sessions() -> tuple[tuple[Session, str], ...]:
    """Sessions as they are saved at the newest revision, each with its draft: one of the similarity grader, and one
    that has everything that can be stored, in the middle of a question."""
    return (recorded(), ""), (_full(), DRAFT)


def as_of(session: Session, revision: str) -> Session:
    """What of a session a program at `revision` stored."""
    at = all_revisions().index(revision)
    if at < all_revisions().index("interviewer_0004"):
        session = replace(session, turns=tuple(replace(turn, runs=0) for turn in session.turns))
        session = _with_exchanges(
            session, lambda exchange: replace(exchange, grade=exchange.grade and replace(exchange.grade, printed=""))
        )
    if at < all_revisions().index("interviewer_0003"):
        session = _with_exchanges(
            session, lambda exchange: replace(exchange, confidence=None, earlier_grades=(), disputes=())
        )
    if at < all_revisions().index("interviewer_0002"):
        session = replace(session, closing="", talk=Usage())
        session = replace(session, turns=tuple(replace(turn, remarks=()) for turn in session.turns))
        session = _with_exchanges(
            session, lambda exchange: replace(exchange, grade=exchange.grade and _first_form(exchange.grade))
        )
    return session


def make(revision: str, path: Path) -> None:
    """The database at `revision`, with all sessions as they were stored then."""
    with tempfile.TemporaryDirectory() as folder:
        newest = Path(folder, "newest.sqlite3")
        store = open_store(newest)
        for session, draft in sessions():
            store.save(as_of(session, revision), draft)
        store.close()
        old = Path(folder, "old.sqlite3")
        database = open_database(old, 1.0)
        with database.writer.begin() as connection:
            command.upgrade(config(connection), revision)
        database.reader.dispose()
        _copy_rows(newest, old)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(old.read_bytes())


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of a file, by column."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}
    connection.close()
    return found


def _copy_rows(newest: Path, old: Path) -> None:
    source = rows(newest)
    target = sqlite3.connect(old)
    for table in [name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]:
        if table == "alembic_version":
            continue
        columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
        is_first = table == "grades" and "beyond" not in columns
        marks = ", ".join("?" for _ in columns)
        for row in source[table]:
            values = [_stripped(name, row[name]) if is_first else row[name] for name in columns]
            target.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    target.commit()
    target.execute("VACUUM")
    target.close()


def _stripped(column: str, value: Any) -> Any:
    if column not in _ADDED_LATER:
        return value
    return json.dumps(
        [{key: part for key, part in one.items() if key not in _ADDED_LATER[column]} for one in json.loads(value)]
    )


def _first_form(grade: Grade) -> Grade:
    """A grade as the first revision knew it."""
    return replace(
        grade,
        provenance=replace(grade.provenance, cost=None),
        beyond=(),
        verdicts=tuple(replace(verdict, reasoning="", votes=(), expected=None) for verdict in grade.verdicts),
        criteria=tuple(CriterionLevel(one.criterion, one.level, one.reason) for one in grade.criteria),
    )


def _with_exchanges(session: Session, change: Callable[[Exchange], Exchange]) -> Session:
    def changed(turn: Turn) -> Turn:
        return replace(turn, exchanges=tuple(change(exchange) for exchange in turn.exchanges))

    return replace(session, turns=tuple(changed(turn) for turn in session.turns))


def _full() -> Session:
    session = recorded()
    turn = session.turns[0]
    first, second = turn.exchanges[0], turn.exchanges[1]
    assert first.grade is not None
    provenance = replace(
        first.grade.provenance,
        method=Method.LLM,
        model="openai:gpt-5-mini",
        prompt_id="grade",
        prompt_version="4",
        prompt_hash="0123456789ab",
        rubric_version="2",
        usage={"input_tokens": 3100, "output_tokens": 420, "calls": 1},
        cost=0.0031,
    )
    verdict = first.grade.verdicts[0]
    graded = replace(
        first.grade,
        provenance=provenance,
        verdicts=(
            replace(verdict, reasoning="Said so.", votes=(Verdict.MET, Verdict.PARTIAL)),
            *first.grade.verdicts[1:],
        ),
        criteria=(CriterionLevel("depth", 3, "Deep.", verdict.evidence, 0.3),),
        beyond=(Beyond("It is linear before.", verdict.evidence, "dropout#key-point-1"),),
        flags=("addressed to the grader",),
        printed="loss 0.5\nloss 0.4\x1b[31m\n",
    )
    judged = SecondJudgement(
        PointVerdict(verdict.point, verdict.claim, verdict.weight, Verdict.PARTIAL, verdict.evidence),
        "the similarity grader",
        NOON + timedelta(hours=1),
    )
    dispute = Dispute(verdict.point, verdict.verdict, Verdict.PARTIAL, NOON + timedelta(hours=2), "I said it.", judged)
    answered = replace(first, grade=graded, confidence=0.75, earlier_grades=(first.grade,), disputes=(dispute,))
    remarks = (Remark("Which neuron?", by_candidate=True, exchange=0), Remark("Any.", by_candidate=False, exchange=0))
    open_turn = replace(turn, exchanges=(answered, Exchange(second.prompt)), remarks=remarks, runs=3, closed_at=None)
    return replace(
        session,
        plan=replace(session.plan, session_id="20261101-full", started_at=NOON - timedelta(days=1)),
        turns=(open_turn,),
        finished_at=None,
        closing="Thank you.",
        talk=Usage(120, 40, 2, 0.0004),
    )


if __name__ == "__main__":
    for name in all_revisions():
        if not (FOLDER / f"{name}.sqlite3").exists():
            make(name, FOLDER / f"{name}.sqlite3")
