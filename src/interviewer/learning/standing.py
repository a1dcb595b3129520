"""Where a candidate stands: the last score on each question, and what that says of its topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from interviewer.grading.score import mean_score, rounded
from interviewer.learning.attempts import PASS_LINE, Attempt, in_order


@dataclass(frozen=True)
class Standing:
    """A candidate's record on one question: the last unaided score, 0..1, whoever gave it, and when."""

    question_id: str
    topic: str
    last_unaided: float
    at: datetime

    @property
    def weak(self) -> bool:
        """Whether the last attempt was below PASS_LINE."""
        return self.last_unaided < PASS_LINE


def standings(attempts: Iterable[Attempt]) -> Mapping[str, Standing]:
    """The standing on every question that was ever graded, by question id."""
    known: dict[str, Standing] = {}
    for attempt in in_order(attempts):
        if attempt.unaided is not None:
            found = Standing(attempt.question_id, attempt.topic, attempt.unaided, attempt.at)
            known[attempt.question_id] = found
    return known


def topic_weakness(known: Mapping[str, Standing]) -> Mapping[str, float]:
    """For each topic, 1 minus the mean of the last unaided scores, 0..1; higher is weaker.

    It makes questions likelier to be drawn and is shown nowhere, so that it may mix graders.
    """
    scores: dict[str, list[float]] = {}
    for standing in known.values():
        scores.setdefault(standing.topic, []).append(standing.last_unaided)
    return {topic: rounded(1 - mean_score(values)) for topic, values in scores.items()}
