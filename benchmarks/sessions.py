"""Fills a history with made-up sessions of five graded answers each."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade, Method, Provenance, Status
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.interview.session import Exchange, Mode, Plan, Prompt, PromptKind, Session, Turn

_ANSWER = "Every unit is dropped at random in training, so that no unit can rely on another one. " * 4
_TURNS = 5


def fill(context: AppContext, count: int) -> None:
    """Saves `count` finished sessions in the store of `context`."""
    draw = random.Random(0)
    questions = context.corpus().questions
    store = context.store()
    for number in range(count):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=2 * number)
        asked = draw.sample(questions, _TURNS)
        plan = Plan(f"bench-{number:06d}", Mode.PRACTICE, tuple(question.id for question in asked), at, seed=number)
        turns = tuple(_turn(question, at, draw) for question in asked)
        store.save(Session(plan, turns, finished_at=at + timedelta(minutes=20)), draft="")


def _turn(question: Question, at: datetime, draw: random.Random) -> Turn:
    verdicts = tuple(
        PointVerdict(point.id, point.claim, point.weight, draw.choice((Verdict.MET, Verdict.MISSED)), _evidence())
        for point in question.key_points
    )
    provenance = Provenance(Method.SIMILARITY, "a model", "1", "corpus", at)
    grade = Grade(Status.GRADED, round(draw.random(), 2), provenance, verdicts=verdicts)
    prompt = Prompt(PromptKind.QUESTION, question.title)
    return Turn(question.id, question.title, question.topic, at, (Exchange(prompt, _ANSWER, at, grade),), closed_at=at)


def _evidence() -> tuple[Evidence, ...]:
    return (Evidence(0, 10, _ANSWER[:10]),)
