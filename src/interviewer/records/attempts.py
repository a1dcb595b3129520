"""Reading every attempt from the rows of all sessions at once, without the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select

from interviewer.grading.grade import Method, Status
from interviewer.grading.graders import GradedWith, GraderName, prompt_name
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import PromptKind
from interviewer.learning.attempts import Attempt, MisconceptionStated, PointSeen, better
from interviewer.records.schema import exchanges, grades, hints, sessions, turns

Item = Mapping[str, Any]
Place = tuple[str, int]
"""A session's id and the position of a turn in it."""


def attempts(connection: Connection) -> list[Attempt]:
    """The turns that are over, oldest first: those that were closed, and those that a finished session left open.

    Raises KeyError, TypeError or ValueError if a row is damaged.
    """
    hinted: defaultdict[Place, set[str]] = defaultdict(set)
    for row in connection.execute(select(hints.c.session_id, hints.c.turn, hints.c.point).where(hints.c.exchange == 0)):
        hinted[row.session_id, row.turn].add(row.point)
    said: defaultdict[Place, list[RowMapping]] = defaultdict(list)
    for exchange in connection.execute(_counted_exchanges()).mappings():
        said[exchange["session_id"], exchange["turn"]].append(exchange)
    seen_with: dict[GradedWith, GradedWith] = {}
    return [
        _attempt(row, said[row["session_id"], row["position"]], hinted[row["session_id"], row["position"]], seen_with)
        for row in connection.execute(_turns_that_are_over()).mappings()
    ]


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
    at_exchange = and_(
        grades.c.session_id == exchanges.c.session_id,
        grades.c.turn == exchanges.c.turn,
        grades.c.exchange == exchanges.c.position,
        grades.c.status == Status.GRADED.value,
    )
    columns = (
        exchanges.c.session_id,
        exchanges.c.turn,
        exchanges.c.answered_at,
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
    joined = select(*columns).outerjoin(grades, at_exchange).where(exchanges.c.kind != PromptKind.RETRY.value)
    return joined.order_by(exchanges.c.session_id, exchanges.c.turn, exchanges.c.position)


def _attempt(
    turn: RowMapping, said: list[RowMapping], hinted: set[str], seen_with: dict[GradedWith, GradedWith]
) -> Attempt:
    graded = [row for row in said if row["method"] is not None] if turn["alone"] is not None else []
    made_with = (_graded_with(row) for row in graded)
    answered_at = said[0]["answered_at"] if said else None
    closed_at = turn["closed_at"]
    return Attempt(
        session_id=turn["session_id"],
        number=turn["position"] + 1,
        question_id=turn["question_id"],
        topic=turn["topic"],
        wording=turn["title"],
        at=turn["over"],
        unaided=turn["alone"],
        aided=turn["prompted"],
        points=_points(graded, hinted),
        misconceptions=_misconceptions(graded),
        seconds=None if answered_at is None else max(0.0, (answered_at - turn["asked_at"]).total_seconds()),
        whole_seconds=None if closed_at is None else max(0.0, (closed_at - turn["asked_at"]).total_seconds()),
        graded_with=tuple(dict.fromkeys(seen_with.setdefault(one, one) for one in made_with)),
    )


def _points(graded: list[RowMapping], hinted: set[str]) -> tuple[PointSeen, ...]:
    """The key points of the first grade, each with its own verdict and the best of all."""
    best: dict[str, Verdict] = {}
    for row in graded:
        for item in row["verdicts"]:
            verdict = _verdict(item)
            known = best.get(item["point"])
            best[item["point"]] = verdict if known is None else better(known, verdict)
    return tuple(
        PointSeen(
            point=item["point"],
            claim=item["claim"],
            weight=item["weight"],
            unaided=_without_hint(_verdict(item)) if item["point"] in hinted else _verdict(item),
            aided=best[item["point"]],
        )
        for item in (graded[0]["verdicts"] if graded else ())
    )


def _verdict(item: Item) -> Verdict:
    """A verdict that counts: one whose evidence did not hold is a miss."""
    found = Verdict(item["verdict"])
    return found if item["supported"] or found is Verdict.NOT_ASSESSED else Verdict.MISSED


def _without_hint(verdict: Verdict) -> Verdict:
    """What counts as unaided where a hint had led to the key point."""
    return verdict if verdict is Verdict.NOT_ASSESSED else Verdict.MISSED


def _misconceptions(graded: Iterable[RowMapping]) -> tuple[MisconceptionStated, ...]:
    found = {
        item["misconception"]: MisconceptionStated(item["misconception"], item["belief"], item["truth"])
        for row in graded
        for item in row["misconceptions"]
    }
    return tuple(found.values())


def _graded_with(row: RowMapping) -> GradedWith:
    prompt = prompt_name(row["prompt_id"], row["prompt_version"], row["prompt_hash"])
    grader = GraderName(Method(row["method"]), row["model"], row["grader_version"])
    return GradedWith(grader, row["corpus_version"], prompt, row["rubric_version"])
