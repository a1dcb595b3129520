"""What past turns suggest practising: which questions are weak, and which are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from interviewer.grading.score import mean_score, rounded
from interviewer.interview.store import PastTurn

WEAK_BELOW = 0.6
"""An unaided score below this is weak: more was missed than a pass allows. A convention."""


@dataclass(frozen=True)
class Standing:
    """A candidate's record on one question: the last unaided score, and when the question is due again."""

    question_id: str
    topic: str
    last_unaided: float
    due_at: datetime

    @property
    def weak(self) -> bool:
        """Whether the last attempt was below WEAK_BELOW."""
        return self.last_unaided < WEAK_BELOW


def standings(turns: Iterable[PastTurn]) -> Mapping[str, Standing]:
    """The standing on every question ever answered, by question id.

    Due dates come from FSRS over the first attempt of each day: repeats on the same day inflate stability
    (fsrs-optimizer#192). Below WEAK_BELOW a review is Again; "Hard" is a pass in FSRS.
    """
    by_question: dict[str, list[PastTurn]] = {}
    for turn in sorted(turns, key=lambda turn: turn.closed_at):
        by_question.setdefault(turn.question_id, []).append(turn)
    return {question_id: _standing(history) for question_id, history in by_question.items()}


def topic_weakness(known: Mapping[str, Standing]) -> Mapping[str, float]:
    """For each topic, 1 minus the mean of the last unaided scores, 0..1; higher is weaker."""
    scores: dict[str, list[float]] = {}
    for standing in known.values():
        scores.setdefault(standing.topic, []).append(standing.last_unaided)
    return {topic: rounded(1 - mean_score(values)) for topic, values in scores.items()}


def _standing(history: list[PastTurn]) -> Standing:
    from fsrs import Card, Rating, Scheduler  # only if there is a history

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(card_id=1)
    first_of_day: dict[object, PastTurn] = {}
    for turn in history:
        first_of_day.setdefault(turn.closed_at.date(), turn)
    for turn in first_of_day.values():
        rating = Rating.Again
        if turn.unaided >= WEAK_BELOW:
            rating = Rating.Hard if turn.unaided < 0.75 else Rating.Good if turn.unaided < 0.95 else Rating.Easy
        card, _ = scheduler.review_card(card, rating, review_datetime=turn.closed_at)
    last = history[-1]
    return Standing(
        question_id=last.question_id,
        topic=last.topic,
        last_unaided=last.unaided,
        due_at=card.due,
    )
