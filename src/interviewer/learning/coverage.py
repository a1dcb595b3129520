"""The map of the corpus: what was never asked, passed, is weak, or was too long ago."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.learning.attempts import PASS_LINE, Attempt, in_order

STALE_AFTER_DAYS = 60
"""A pass that is older than this says little of today. A convention."""


class QuestionState(StrEnum):
    """Where a question stands. UNGRADED: asked, but never graded; STALE: passed, but due again or too long ago."""

    NEVER_ASKED = "never asked"
    UNGRADED = "asked, never graded"
    WEAK = "weak"
    STALE = "stale"
    PASSED = "passed"


@dataclass(frozen=True)
class QuestionCovered:
    """A question of the corpus and where it stands; `attempts` counts the graded ones, `last_unaided` is 0..1."""

    question_id: str
    title: str
    topic: str
    state: QuestionState
    attempts: int
    last_unaided: float | None
    last_at: datetime | None


@dataclass(frozen=True)
class TopicCovered:
    """How many questions a topic has, and how many of them are in each state."""

    topic: str
    total: int
    counts: Mapping[QuestionState, int]


@dataclass(frozen=True)
class Coverage:
    """The map: how many questions of the corpus are in each state, in all and by topic, and every question. `graded_by`
    counts the last grades, which decide where a question stands, by the kind of grader that gave them."""

    counts: Mapping[QuestionState, int]
    topics: tuple[TopicCovered, ...]
    questions: tuple[QuestionCovered, ...]
    graded_by: Mapping[Method, int]


def coverage(
    questions: Sequence[Question], attempts: Iterable[Attempt], due: frozenset[str], now: datetime
) -> Coverage:
    """Where every question stands by its last grade. `due` are the ids of questions with a key point that is due."""
    asked: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in in_order(attempts):
        asked[attempt.question_id].append(attempt)
    covered = tuple(_covered(one, asked.get(one.id, ()), now, due=one.id in due) for one in questions)
    by_topic: defaultdict[str, Counter[QuestionState]] = defaultdict(Counter)
    for one in covered:
        by_topic[one.topic][one.state] += 1
    topics = tuple(
        TopicCovered(topic, counts.total(), {state: counts[state] for state in QuestionState})
        for topic, counts in by_topic.items()
    )
    states = Counter(one.state for one in covered)
    last = [graded[-1] for own in asked.values() if (graded := [one for one in own if one.is_graded])]
    methods = Counter(name.method for attempt in last for name in attempt.graders)
    return Coverage(
        counts={state: states[state] for state in QuestionState},
        topics=topics,
        questions=covered,
        graded_by=dict(sorted(methods.items())),
    )


def _covered(question: Question, own: Sequence[Attempt], now: datetime, *, due: bool) -> QuestionCovered:
    graded = [attempt for attempt in own if attempt.is_graded]
    last = graded[-1] if graded else None
    return QuestionCovered(
        question_id=question.id,
        title=question.title,
        topic=question.topic,
        state=_state(last, now, due=due) if last else QuestionState.UNGRADED if own else QuestionState.NEVER_ASKED,
        attempts=len(graded),
        last_unaided=last.unaided if last else None,
        last_at=last.at if last else None,
    )


def _state(last: Attempt, now: datetime, *, due: bool) -> QuestionState:
    if (last.unaided or 0.0) < PASS_LINE:
        return QuestionState.WEAK
    old = now - last.at > timedelta(days=STALE_AFTER_DAYS)
    return QuestionState.STALE if due or old else QuestionState.PASSED
