"""Two weeks of sessions, made with a clock of their own: a candidate who comes most days and gets better.

python -m tests.two_weeks     puts them into the sessions of INTERVIEWER_HOME, ending yesterday
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade, Method, Provenance, Status
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.session import Exchange, Mode, Plan, Prompt, PromptKind, Session, Turn
from interviewer.settings import load_settings

ANSWER = "Each unit is dropped at random in training, so no unit can rely on another one."
TOPICS = ("regularization", "optimization", "evaluation", "attention-and-transformers")
DAYS = 14
FREE_DAYS = (5, 6, 12)
POOL_STEP = 5
"""The candidate keeps to a fifth of the questions of these topics, and so meets most of them again."""


def sessions(questions: Sequence[Question], end: datetime, seed: int = 1, answers: int = 5) -> Iterator[Session]:
    """The sessions of DAYS days up to `end`, so many answers each."""
    draw = random.Random(seed)
    pool = [question for topic in TOPICS for question in questions if question.topic == topic][::POOL_STEP]
    for day in range(DAYS):
        if day in FREE_DAYS:
            continue
        begin = end - timedelta(days=DAYS - day)
        turns, at = [], begin
        for question in draw.sample(pool, answers):
            turn = _turn(question, at, 0.45 + 0.5 * day / DAYS, draw)
            turns.append(turn)
            at = turn.closed_at or at
        ids = tuple(turn.question_id for turn in turns)
        plan = Plan(f"{begin:%Y%m%d}-week", Mode.PRACTICE, ids, begin, seed=day)
        yield Session(plan, tuple(turns), finished_at=at)


def _turn(question: Question, at: datetime, skill: float, draw: random.Random) -> Turn:
    """A question that was answered, followed up on once, and closed."""
    answered = at + timedelta(seconds=draw.uniform(50, 240))
    closed = answered + timedelta(seconds=draw.uniform(40, 120))
    first = _grade(question, answered, skill, draw)
    second = _grade(question, closed, min(1.0, skill + 0.3), draw)
    sure = min(1.0, max(0.0, round((first.score or 0.0) + draw.uniform(-0.2, 0.4), 1)))
    exchanges = (
        Exchange(Prompt(PromptKind.QUESTION, question.title), ANSWER, answered, first, confidence=sure),
        Exchange(Prompt(PromptKind.FOLLOW_UP, "And why?", question.key_points[0].id), ANSWER, closed, second),
    )
    return Turn(question.id, question.title, question.topic, at, exchanges, closed_at=closed)


def _grade(question: Question, at: datetime, skill: float, draw: random.Random) -> Grade:
    verdicts = tuple(
        PointVerdict(
            point.id,
            point.claim,
            point.weight,
            Verdict.MET if draw.random() < skill else draw.choice((Verdict.MISSED, Verdict.PARTIAL)),
            (Evidence(0, len(ANSWER), ANSWER),),
        )
        for point in question.key_points
    )
    stated = tuple(
        MisconceptionFound(one.id, one.belief, one.truth, (Evidence(0, 10, ANSWER[:10]),))
        for one in question.misconceptions
        if draw.random() < 0.15 * (1 - skill)
    )
    provenance = Provenance(Method.LLM, "openai:judge", "3", "corpus", at, "grade", "1", "0123", "concept/1")
    return Grade(Status.GRADED, score_of(verdicts, stated), provenance, verdicts=verdicts, misconceptions=stated)


def main() -> None:
    """Saves them."""
    context = AppContext(load_settings(None))
    for session in sessions(context.corpus().questions, datetime.now(UTC)):
        context.store().save(session, "")


if __name__ == "__main__":
    main()
