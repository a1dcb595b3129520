"""How long questions take: what is expected at their level, or the person's own median."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import Level, Question
from interviewer.learning.attempts import Attempt
from interviewer.learning.figures import FEWEST, Median, median_of

EXPECTED_SECONDS: Mapping[Level, float] = {Level.JUNIOR: 180.0, Level.MID: 240.0, Level.SENIOR: 360.0}
"""What a question takes with its follow-ups until FEWEST of one's own were timed. A convention: a screening interview
of an hour has 12 to 20 questions, and harder ones take longer."""

LAST = 50
"""How many of one's own times count: the pace of long ago is not today's."""

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


def own_seconds(attempts: Sequence[Attempt]) -> Median:
    """The median of what the person's last LAST questions took, in seconds, follow-ups included."""
    known = (attempt.whole_seconds for attempt in sorted(attempts, key=lambda one: one.at))
    return median_of([seconds for seconds in known if seconds is not None and seconds <= LONGEST_SECONDS][-LAST:])


def own_pace(attempts: Sequence[Attempt]) -> Pace:
    """The person's own median at every level once FEWEST questions were timed, and until then what is expected."""
    own = own_seconds(attempts)
    if own.value is None or own.count < FEWEST:
        return EXPECTED
    return Pace(dict.fromkeys(Level, own.value))


def mock_pace(seconds_per_question: int) -> Pace:
    """The pace of a mock interview, which has a limit for each question."""
    return Pace(dict.fromkeys(Level, float(seconds_per_question)))
