"""Reading sessions and the history from their rows, inside a transaction that the caller opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, and_, select

from interviewer.grading.grade import Grade, Method, Status
from interviewer.grading.graders import GraderName, counts_with, judges_among, only_judge
from interviewer.interview.dispute import Dispute
from interviewer.interview.session import Exchange, Hint, Mode, Plan, Prompt, PromptKind, Remark, Session, Turn
from interviewer.interview.store import SavedSession, SessionSummary
from interviewer.models.chat import Usage
from interviewer.records.grade_rows import Row, dispute_of, grade_of
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

_Place = tuple[int, int]  # the indexes of a turn and of an exchange in it
_GradersOfTurns = defaultdict[int, list[GraderName]]


def saved_session(connection: Connection, session_id: str) -> SavedSession:
    """The session with this id, which must exist."""
    found_grades = {_place(row): grade_of(row) for row in _rows(connection, grades, session_id, "turn")}
    earlier: defaultdict[_Place, list[Grade]] = defaultdict(list)
    for row in _rows(connection, superseded_grades, session_id, "turn", "exchange", "generation"):
        earlier[_place(row)].append(grade_of(row))
    contested: defaultdict[_Place, list[Dispute]] = defaultdict(list)
    for row in _rows(connection, disputes, session_id, "turn", "exchange", "decided_at", "point"):
        contested[_place(row)].append(dispute_of(row))
    said: defaultdict[int, list[Exchange]] = defaultdict(list)
    for row in _rows(connection, exchanges, session_id, "turn", "position"):
        place = (row["turn"], row["position"])
        said[row["turn"]].append(
            _exchange_of(row, found_grades.get(place), tuple(earlier[place]), tuple(contested[place]))
        )
    given: defaultdict[int, list[Hint]] = defaultdict(list)
    for row in _rows(connection, hints, session_id, "turn", "position"):
        given[row["turn"]].append(Hint(point=row["point"], text=row["text"], exchange=row["exchange"]))
    found_turns = tuple(
        _turn_of(row, tuple(said[row["position"]]), tuple(given[row["position"]]))
        for row in _rows(connection, turns, session_id, "position")
    )
    (session_row,) = _rows(connection, sessions, session_id)
    draft = connection.scalar(select(drafts.c.text).where(drafts.c.session_id == session_id))
    return SavedSession(_session_of(session_row, found_turns), draft or "")


def summaries(connection: Connection, limit: int | None) -> list[SessionSummary]:
    """The sessions, newest first, from their own rows, the scores stored with their turns, and who graded."""
    newest = select(sessions).order_by(sessions.c.started_at.desc(), sessions.c.session_id.desc()).limit(limit)
    found = connection.execute(newest).mappings().all()
    chosen = newest.with_only_columns(sessions.c.session_id)
    columns = (turns.c.session_id, turns.c.position, turns.c.topic, turns.c.alone, turns.c.prompted, turns.c.methods)
    of_chosen = select(*columns).where(turns.c.session_id.in_(chosen)).order_by(turns.c.position)
    by_session: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(of_chosen).mappings():
        by_session[row["session_id"]].append(row)
    names = _graders(connection, chosen)
    with_answer = select(exchanges.c.session_id).where(exchanges.c.session_id.in_(chosen))
    answered = set(connection.scalars(with_answer.where(exchanges.c.answer.is_not(None)).distinct()))
    listed = []
    for row in found:
        session_id = row["session_id"]
        rows, graders = by_session[session_id], names[session_id]
        listed.append(_summary(row, rows, graders, has_answers=session_id in answered))
    return listed


def disputed(connection: Connection) -> list[str]:
    """The ids of the sessions in which a verdict was contested, oldest first."""
    contested = select(disputes.c.session_id)
    oldest_first = select(sessions.c.session_id).where(sessions.c.session_id.in_(contested))
    return list(connection.scalars(oldest_first.order_by(sessions.c.started_at, sessions.c.session_id)))


def _graders(connection: Connection, chosen: Select[Any]) -> defaultdict[str, _GradersOfTurns]:
    """Everyone whose grade counts, by session id and the index of the turn."""
    answered = and_(
        exchanges.c.session_id == grades.c.session_id,
        exchanges.c.turn == grades.c.turn,
        exchanges.c.position == grades.c.exchange,
    )
    columns = (grades.c.session_id, grades.c.turn, grades.c.method, grades.c.model, grades.c.grader_version)
    counted = (
        select(*columns)
        .join(exchanges, answered)
        .where(
            grades.c.session_id.in_(chosen),
            grades.c.status == Status.GRADED.value,
            exchanges.c.kind != PromptKind.RETRY.value,
        )
        .distinct()
    )
    found: defaultdict[str, _GradersOfTurns] = defaultdict(lambda: defaultdict(list))
    for session_id, turn, method, model, version in connection.execute(counted):
        found[session_id][turn].append(GraderName(Method(method), model, version))
    return found


def _summary(
    row: RowMapping, own: Sequence[RowMapping], names: _GradersOfTurns, *, has_answers: bool
) -> SessionSummary:
    scored = [turn for turn in own if turn["alone"] is not None]
    methods = _methods(sorted({name for turn in scored for name in turn["methods"]}))
    graders = [judges_among(names[turn["position"]]) for turn in scored]
    judge = only_judge(name for of_turn in graders for name in of_turn)
    has_mean = len({name for of_turn in graders for name in counts_with(of_turn, judge)}) == 1
    return SessionSummary(
        session_id=row["session_id"],
        mode=Mode(row["mode"]),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        planned=len(row["question_ids"]),
        asked=len(own),
        graded=len(scored),
        unaided=fmean(turn["alone"] for turn in scored) if has_mean else None,
        aided=fmean(turn["prompted"] for turn in scored) if has_mean else None,
        methods=methods,
        topics=tuple(dict.fromkeys(turn["topic"] for turn in own)),
        has_answers=has_answers,
    )


def _methods(names: Sequence[Any]) -> tuple[Method, ...]:
    return tuple(Method(name) for name in names)


def _rows(connection: Connection, table: Table, session_id: str, *order: str) -> list[dict[str, Any]]:
    own = select(table).where(table.c.session_id == session_id).order_by(*(table.c[name] for name in order))
    return [dict(row) for row in connection.execute(own).mappings()]


def _session_of(row: Row, turns: tuple[Turn, ...]) -> Session:
    """The session of a row. Like all below, raises KeyError, TypeError or ValueError if it is damaged."""
    plan = Plan(
        session_id=row["session_id"],
        mode=Mode(row["mode"]),
        question_ids=tuple(row["question_ids"]),
        started_at=row["started_at"],
        seed=int(row["seed"]),
        seconds_per_question=row["seconds_per_question"],
    )
    return Session(
        plan=plan,
        turns=turns,
        finished_at=row["finished_at"],
        closing=row["closing"] or "",
        talk=Usage(**(row["talk"] or {})),
    )


def _turn_of(row: Row, exchanges: tuple[Exchange, ...], hints: tuple[Hint, ...]) -> Turn:
    """The turn of a row."""
    if not exchanges:
        raise ValueError("A turn has no exchange.")
    return Turn(
        question_id=row["question_id"],
        title=row["title"],
        topic=row["topic"],
        asked_at=row["asked_at"],
        exchanges=exchanges,
        hints=hints,
        remarks=tuple(Remark(**item) for item in row["remarks"] or ()),
        skipped=row["skipped"],
        closed_at=row["closed_at"],
        runs=row["runs"] or 0,
    )


def _exchange_of(row: Row, grade: Grade | None, earlier: tuple[Grade, ...], contested: tuple[Dispute, ...]) -> Exchange:
    """The exchange of a row."""
    return Exchange(
        prompt=Prompt(kind=PromptKind(row["kind"]), text=row["prompt"], point=row["point"]),
        answer=row["answer"],
        answered_at=row["answered_at"],
        grade=grade,
        confidence=row["confidence"],
        earlier_grades=earlier,
        disputes=contested,
    )


def _place(row: Row) -> _Place:
    return row["turn"], row["exchange"]
