"""Writing a session's rows, inside a transaction that the caller opened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Session, Turn
from interviewer.records.grade_rows import dispute_row, grade_row
from interviewer.records.schema import (
    disputes,
    drafts,
    exchanges,
    grades,
    hints,
    sessions,
    superseded_grades,
    turns,
)


def put_session(connection: Connection, session: Session, stored_revision: int | None, changed: int | None) -> int:
    """Writes the session over its stored state at `stored_revision` (None: not stored); returns its new revision.

    Only what can have changed is written: the turns from `changed` on, by default the last stored one and those after
    it. (Going on from a turn closes it and asks the next in one step.)
    """
    key = session.plan.session_id
    if stored_revision is None:
        connection.execute(insert(sessions).values(session_id=key, revision=1, **_session_row(session)))
        _put_turns(connection, session, first=0)
        return 1
    revision = stored_revision + 1
    row = _session_row(session) | {"revision": revision}
    connection.execute(update(sessions).where(sessions.c.session_id == key).values(row))
    stored_turns = connection.scalar(select(func.count()).select_from(turns).where(turns.c.session_id == key)) or 0
    first = max(0, stored_turns - 1)
    if changed is not None:
        first = min(first, changed)
    # Exchanges, hints, grades and disputes go with their turn.
    connection.execute(delete(turns).where(turns.c.session_id == key, turns.c.position >= first))
    _put_turns(connection, session, first)
    return revision


def put_draft(connection: Connection, session_id: str, draft: str) -> None:
    """Replaces the stored text of the answer box."""
    replaced = connection.execute(update(drafts).where(drafts.c.session_id == session_id).values(text=draft))
    if replaced.rowcount == 0:
        connection.execute(insert(drafts).values(session_id=session_id, text=draft))


def _put_turns(connection: Connection, session: Session, first: int) -> None:
    session_id = session.plan.session_id
    for number, turn in enumerate(session.turns[first:], start=first):
        connection.execute(insert(turns).values({"session_id": session_id, "position": number} | _turn_row(turn)))
        key = {"session_id": session_id, "turn": number}
        said = [key | {"position": at} | _exchange_row(exchange) for at, exchange in enumerate(turn.exchanges)]
        given = [key | {"position": at} | asdict(hint) for at, hint in enumerate(turn.hints)]
        for table, rows in ((exchanges, said), (hints, given), *_judged_rows(key, turn)):
            if rows:
                connection.execute(insert(table), rows)


def _judged_rows(key: dict[str, Any], turn: Turn) -> tuple[tuple[Table, list[dict[str, Any]]], ...]:
    """The rows of the grades of a turn, of those they replaced, and of contested verdicts, each with its table."""
    answers = [(key | {"exchange": at}, exchange) for at, exchange in enumerate(turn.exchanges)]
    graded = [own | grade_row(exchange.grade) for own, exchange in answers if exchange.grade is not None]
    replaced = [
        own | {"generation": generation} | grade_row(grade)
        for own, exchange in answers
        for generation, grade in enumerate(exchange.earlier_grades)
    ]
    contested = [own | dispute_row(dispute) for own, exchange in answers for dispute in exchange.disputes]
    return (grades, graded), (superseded_grades, replaced), (disputes, contested)


def _session_row(session: Session) -> dict[str, Any]:
    """The columns of a session, without its id and revision."""
    plan = session.plan
    return {
        "mode": plan.mode.value,
        "seed": str(plan.seed),
        "seconds_per_question": plan.seconds_per_question,
        "question_ids": list(plan.question_ids),
        "started_at": plan.started_at,
        "finished_at": session.finished_at,
        "closing": session.closing,
        "talk": asdict(session.talk),
    }


def _turn_row(turn: Turn) -> dict[str, Any]:
    """The columns of a turn, without its key, and with the credit that the history shows."""
    credit = credit_of_turn(turn)
    return {
        "question_id": turn.question_id,
        "title": turn.title,
        "topic": turn.topic,
        "asked_at": turn.asked_at,
        "closed_at": turn.closed_at,
        "skipped": turn.skipped,
        "alone": credit.unaided,
        "prompted": credit.aided,
        "methods": [method.value for method in credit.methods],
        "remarks": [asdict(remark) for remark in turn.remarks],
        "runs": turn.runs,
    }


def _exchange_row(exchange: Exchange) -> dict[str, Any]:
    """The columns of an exchange, without its key and its grade."""
    return {
        "kind": exchange.prompt.kind.value,
        "prompt": exchange.prompt.text,
        "point": exchange.prompt.point,
        "answer": exchange.answer,
        "answered_at": exchange.answered_at,
        "confidence": exchange.confidence,
    }
