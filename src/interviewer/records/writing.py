"""Writing a session's rows, inside a transaction that the caller opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from interviewer.interview.session import Session, Turn
from interviewer.records.rows import exchange_row, grade_row, hint_row, session_row, turn_row
from interviewer.records.schema import drafts, exchanges, grades, hints, sessions, turns


def put_session(connection: Connection, session: Session, stored_revision: int | None, changed: int | None) -> int:
    """Writes the session over its stored state at `stored_revision` (None: not stored); returns its new revision.

    Only what can have changed is written: the turns from `changed` on, by default the last stored one and those after
    it. (Going on from a turn closes it and asks the next in one step.)
    """
    key = session.plan.session_id
    if stored_revision is None:
        connection.execute(insert(sessions).values(session_id=key, revision=1, **session_row(session)))
        _put_turns(connection, session, first=0)
        return 1
    revision = stored_revision + 1
    row = session_row(session) | {"revision": revision}
    connection.execute(update(sessions).where(sessions.c.session_id == key).values(row))
    stored_turns = connection.scalar(select(func.count()).select_from(turns).where(turns.c.session_id == key)) or 0
    first = max(0, stored_turns - 1)
    if changed is not None:
        first = min(first, changed)
    # Exchanges, grades and hints go with their turn.
    connection.execute(delete(turns).where(turns.c.session_id == key, turns.c.position >= first))
    _put_turns(connection, session, first)
    return revision


def put_draft(connection: Connection, session_id: str, draft: str) -> None:
    """Replaces the stored text of the answer box."""
    replaced = connection.execute(update(drafts).where(drafts.c.session_id == session_id).values(text=draft))
    if replaced.rowcount == 0:
        connection.execute(insert(drafts).values(session_id=session_id, text=draft))


def _put_turns(connection: Connection, session: Session, first: int) -> None:
    for position, turn in enumerate(session.turns[first:], start=first):
        key = {"session_id": session.plan.session_id, "turn": position}
        own = {"session_id": session.plan.session_id, "position": position}
        connection.execute(insert(turns).values(own | turn_row(turn)))
        _put_parts(connection, turn, key)


def _put_parts(connection: Connection, turn: Turn, key: dict[str, Any]) -> None:
    said = [key | {"position": place} | exchange_row(exchange) for place, exchange in enumerate(turn.exchanges)]
    given = [key | {"position": place} | hint_row(hint) for place, hint in enumerate(turn.hints)]
    graded = [
        key | {"exchange": place} | grade_row(exchange.grade)
        for place, exchange in enumerate(turn.exchanges)
        if exchange.grade is not None
    ]
    parts: tuple[tuple[Table, list[dict[str, Any]]], ...] = ((exchanges, said), (hints, given), (grades, graded))
    for table, rows in parts:
        if rows:
            connection.execute(insert(table), rows)
