"""Reading every attempt from the rows of all sessions at once, without the answers.

A grade is folded into what it says of its turn as soon as it is read, so that the verdicts of a thousand sessions are
never in memory together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from interviewer.grading.grade import Method, Status
from interviewer.grading.graders import GradedWith, GraderName, exact_prompt
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import PromptKind
from interviewer.learning.attempts import Attempt, MisconceptionStated, PointSeen, better
from interviewer.records.schema import exchanges, grades, hints, sessions, turns

Place = tuple[str, int]
"""A session's id and the position of a turn in it."""

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


@dataclass
class _Told:
    """What the exchanges of a turn say of it: when the first was answered and with what confidence, and what the grades
    found, first to last.

    `first` has claim, weight and unaided verdict of each key point, `best` its best verdict.
    """

    answered_at: datetime | None
    confidence: float | None
    first: dict[str, tuple[str, int, Verdict]] = field(default_factory=dict)
    best: dict[str, Verdict] = field(default_factory=dict)
    misconceptions: dict[str, MisconceptionStated] = field(default_factory=dict)
    graded_with: dict[GradedWith, None] = field(default_factory=dict)


def attempts(connection: Connection) -> list[Attempt]:
    """The turns that are over, oldest first: those that were closed, and those that a finished session left open.

    Raises KeyError, TypeError or ValueError if a row is damaged.
    """
    hinted: defaultdict[Place, set[str]] = defaultdict(set)
    before_the_answer = select(hints.c.session_id, hints.c.turn, hints.c.point).where(hints.c.exchange == 0)
    for session_id, turn, point in connection.execute(before_the_answer):
        hinted[session_id, turn].add(point)
    told: dict[Place, _Told] = {}
    makers: dict[tuple[str | None, ...], GradedWith] = {}
    for session_id, turn, answered_at, confidence, *grade in connection.execute(_counted_exchanges()):
        place = (session_id, turn)
        known = told.setdefault(place, _Told(answered_at, confidence))
        *made_with, verdicts, misconceptions = grade
        if verdicts is not None:
            _fold(known, verdicts, misconceptions, hinted.get(place, ()))
            known.graded_with[_graded_with(tuple(made_with), makers)] = None
    return [_attempt(row, told[row.session_id, row.position]) for row in connection.execute(_turns_that_are_over())]


def _turns_that_are_over() -> Select[Any]:
    over = func.coalesce(turns.c.closed_at, sessions.c.finished_at).label("over")
    columns = (
        turns.c.session_id,
        turns.c.position,
        turns.c.question_id,
        turns.c.title,
        turns.c.topic,
        turns.c.asked_at,
        turns.c.closed_at,
        turns.c.alone,
        turns.c.prompted,
        over,
    )
    joined = select(*columns).join(sessions, sessions.c.session_id == turns.c.session_id)
    known = joined.where(or_(turns.c.closed_at.is_not(None), sessions.c.finished_at.is_not(None)))
    return known.order_by(over, turns.c.session_id, turns.c.position)


def _counted_exchanges() -> Select[Any]:
    """Every exchange but second tries, with what its grade found if it has one."""
    graded = and_(
        grades.c.session_id == exchanges.c.session_id,
        grades.c.turn == exchanges.c.turn,
        grades.c.exchange == exchanges.c.position,
        grades.c.status == Status.GRADED.value,
    )
    columns = (
        exchanges.c.session_id,
        exchanges.c.turn,
        exchanges.c.answered_at,
        exchanges.c.confidence,
        grades.c.method,
        grades.c.model,
        grades.c.grader_version,
        grades.c.corpus_version,
        grades.c.prompt_id,
        grades.c.prompt_version,
        grades.c.prompt_hash,
        grades.c.rubric_version,
        grades.c.verdicts,
        grades.c.misconceptions,
    )
    joined = select(*columns).outerjoin(grades, graded).where(exchanges.c.kind != PromptKind.RETRY.value)
    return joined.order_by(exchanges.c.session_id, exchanges.c.turn, exchanges.c.position)


def _fold(
    known: _Told,
    verdicts: Iterable[Mapping[str, Any]],
    misconceptions: Iterable[Mapping[str, Any]],
    hinted: Collection[str],
) -> None:
    """Adds what a grade found to what is known of its turn. Only the first one's verdicts are unaided."""
    is_first = not known.graded_with
    for item in verdicts:
        point, verdict = item["point"], _verdict(item)
        best = known.best.get(point)
        if best is None:
            is_own = verdict is Verdict.NOT_ASSESSED or (is_first and point not in hinted)
            unaided = verdict if is_own else Verdict.MISSED
            known.first[point] = (item["claim"], item["weight"], unaided)
            known.best[point] = verdict
        elif verdict is not best:
            known.best[point] = better(best, verdict)
    for item in misconceptions:
        name = item["misconception"]
        known.misconceptions.setdefault(name, MisconceptionStated(name, item["belief"], item["truth"]))


def _verdict(item: Mapping[str, Any]) -> Verdict:
    """A verdict that counts: one whose evidence did not hold is a miss."""
    found = _VERDICTS[item["verdict"]]
    return found if item["supported"] or found is Verdict.NOT_ASSESSED else Verdict.MISSED


def _attempt(turn: Row[Any], told: _Told) -> Attempt:
    is_graded = turn.alone is not None
    return Attempt(
        session_id=turn.session_id,
        number=turn.position + 1,
        question_id=turn.question_id,
        topic=turn.topic,
        wording=turn.title,
        at=turn.over,
        unaided=turn.alone,
        aided=turn.prompted,
        points=tuple(PointSeen(point, *first, told.best[point]) for point, first in told.first.items())
        if is_graded
        else (),
        misconceptions=tuple(told.misconceptions.values()) if is_graded else (),
        seconds=_seconds(turn.asked_at, told.answered_at),
        whole_seconds=_seconds(turn.asked_at, turn.closed_at),
        graded_with=tuple(told.graded_with) if is_graded else (),
        confidence=told.confidence,
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else max(0.0, (end - start).total_seconds())


def _graded_with(columns: tuple[str | None, ...], makers: dict[tuple[str | None, ...], GradedWith]) -> GradedWith:
    """What a grade was made with, from its columns; the same value for all grades that were made alike."""
    if columns not in makers:
        method, model, version, corpus_version, prompt_id, prompt_version, prompt_hash, rubric = columns
        grader = GraderName(Method(method or ""), model or "", version or "")
        prompt = exact_prompt(prompt_id, prompt_version, prompt_hash) or None
        makers[columns] = GradedWith(grader, corpus_version or "", prompt, rubric)
    return makers[columns]
