"""Attempts to reckon with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.graders import GradedWith, GraderName
from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, MisconceptionStated, PointSeen
from tests.factories import NOON, a_question

JUDGE = GradedWith(GraderName(Method.LLM, "openai:judge", "3"), "corpus-1", "grade 1 (ab)", "concept/1")
SIMILAR = GradedWith(GraderName(Method.SIMILARITY, "reader", "5"), "corpus-1")
GATE = GradedWith(GraderName(Method.GATE, "none", "1"), "corpus-1")

MET, PARTIAL, MISSED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED


def on_day(number: float) -> datetime:
    """Noon of a day, from 0."""
    return NOON + timedelta(days=number)


def attempted(
    day: float = 0,
    unaided: float | None = 1.0,
    *,
    question: Question | None = None,
    points: Iterable[tuple[Verdict, Verdict]] = (),
    states: Iterable[str] = (),
    by: tuple[GradedWith, ...] = (JUDGE,),
    wording: str = "",
    session: str = "",
    seconds: float | None = None,
    confidence: float | None = None,
) -> Attempt:
    """An attempt at a question on a day. `points` are the unaided and the aided verdict of each key point, from the
    first; `states` are the ids of misconceptions."""
    question = question or a_question()
    by_id = {one.id: one for one in question.misconceptions}
    return Attempt(
        session_id=session or f"day-{day}",
        number=1,
        question_id=question.id,
        topic=question.topic,
        wording=wording or question.title,
        at=on_day(day),
        unaided=unaided,
        aided=unaided,
        points=tuple(
            PointSeen(point.id, point.claim, point.weight, alone, helped)
            for point, (alone, helped) in zip(question.key_points, points, strict=False)
        ),
        misconceptions=tuple(MisconceptionStated(name, by_id[name].belief, by_id[name].truth) for name in states),
        seconds=seconds,
        whole_seconds=seconds,
        graded_with=() if unaided is None else by,
        confidence=confidence,
    )
