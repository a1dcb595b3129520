"""How long questions take: what is expected at their level, or the person's own median."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from interviewer.corpus.question import Level, Question
from interviewer.learning.attempts import Attempt
from interviewer.learning.figures import FEWEST

EXPECTED_SECONDS: Mapping[Level, float] = {Level.JUNIOR: 180.0, Level.MID: 240.0, Level.SENIOR: 360.0}
"""For a question with its follow-ups. A convention: a screening interview of an hour has 12 to 20 questions, and harder
ones take longer."""

LONGEST_SECONDS = 3600.0
"""A longer time was no answer: somebody left, and resumed the session later."""


@dataclass(frozen=True)
class Pace:
    """Seconds that a question of each level takes."""

    seconds: Mapping[Level, float]

    def minutes(self, questions: Iterable[Question]) -> float:
        """How long all of these take, in minutes."""
        return sum(self.seconds[question.level] for question in questions) / 60

    def fitting(self, candidates: Iterable[Question], minutes: float) -> Iterator[Question]:
        """The candidates that fit `minutes`, in order, at least the first; ends when not even the quickest fits."""
        left = minutes * 60
        quickest = min(self.seconds.values())
        for number, question in enumerate(candidates):
            takes = self.seconds[question.level]
            if number == 0 or takes <= left:
                yield question
                left -= takes
            if left < quickest:
                return


EXPECTED = Pace(EXPECTED_SECONDS)


def own_pace(attempts: Iterable[Attempt], questions: Mapping[str, Question]) -> Pace:
    """The person's own median where at least FEWEST attempts at a level were timed, and otherwise what is expected."""
    by_level: dict[Level, list[float]] = {level: [] for level in Level}
    for attempt in attempts:
        question, seconds = questions.get(attempt.question_id), attempt.whole_seconds
        if question is not None and seconds is not None and 0 < seconds <= LONGEST_SECONDS:
            by_level[question.level].append(seconds)
    return Pace(
        {level: median(found) if len(found) >= FEWEST else EXPECTED_SECONDS[level] for level, found in by_level.items()}
    )


def mock_pace(seconds_per_question: int) -> Pace:
    """The pace of a mock interview, which has a limit for each question."""
    return Pace(dict.fromkeys(Level, float(seconds_per_question)))
