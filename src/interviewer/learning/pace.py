"""How long questions take: what is expected at their level, or the person's own median."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import Kind, Level, Question
from interviewer.learning.attempts import Attempt, in_order
from interviewer.learning.figures import FEWEST, Median, median_of

EXPECTED_SECONDS: Mapping[Level, float] = {Level.JUNIOR: 180.0, Level.MID: 240.0, Level.SENIOR: 360.0}
"""What a question takes with its follow-ups until FEWEST of one's own were timed. A convention: a screening interview
of an hour has 12 to 20 questions, and harder ones take longer."""

EXERCISE_SECONDS: Mapping[Kind, float] = {
    Kind.CODE: 900.0,
    Kind.DEBUG: 600.0,
    Kind.ESTIMATE: 480.0,
    Kind.DERIVE: 720.0,
}
"""What an exercise takes with its follow-ups, and in a mock interview may take, whatever its level. A convention:
interviews that ask for a function leave a quarter of an hour for it."""

LAST = 50
"""How many of one's own times count: the pace of long ago is not today's."""

LONGEST_SECONDS = 3600.0
"""A longer time was no answer: somebody left, and resumed the session later."""


@dataclass(frozen=True)
class Pace:
    """Seconds that a question of each level takes that is no exercise."""

    seconds: Mapping[Level, float]

    def takes(self, question: Question) -> float:
        """How long a question takes, in seconds."""
        return exercise_seconds(question) or self.seconds[question.level]

    def minutes(self, questions: Iterable[Question]) -> float:
        """How long all of these take, in minutes."""
        return sum(map(self.takes, questions)) / 60

    def fitting(self, candidates: Iterable[Question], minutes: float) -> Iterator[Question]:
        """The candidates that fit `minutes`, in order, at least the first; ends when not even the quickest fits."""
        left = minutes * 60
        quickest = min(*self.seconds.values(), *EXERCISE_SECONDS.values())
        for number, question in enumerate(candidates):
            takes = self.takes(question)
            if number == 0 or takes <= left:
                yield question
                left -= takes
            if left < quickest:
                return


def exercise_seconds(question: Question) -> float | None:
    """What an exercise takes, in seconds; None for any other question."""
    return EXERCISE_SECONDS[question.kind] if question.exercise is not None else None


def exercise_minutes(questions: Iterable[Question]) -> str:
    """What the exercises among these take each: "8 to 15 minutes"; empty if there are none."""
    minutes = sorted({round(seconds / 60) for question in questions if (seconds := exercise_seconds(question))})
    if not minutes:
        return ""
    return f"{minutes[0]} to {minutes[-1]} minutes" if len(minutes) > 1 else f"{minutes[0]} minutes"


def time_limit(question: Question, seconds_per_question: int | None) -> int | None:
    """The seconds that a question may take where others may take `seconds_per_question`; None without a limit."""
    own = exercise_seconds(question)
    return seconds_per_question if seconds_per_question is None or own is None else int(own)


EXPECTED = Pace(EXPECTED_SECONDS)


def own_seconds(attempts: Sequence[Attempt]) -> Median:
    """The median of what the person's last LAST questions took, in seconds, follow-ups included."""
    known = (attempt.whole_seconds for attempt in in_order(attempts))
    return median_of([seconds for seconds in known if seconds is not None and seconds <= LONGEST_SECONDS][-LAST:])


def own_pace(attempts: Sequence[Attempt]) -> Pace:
    """The person's own median at every level once FEWEST questions were timed, and until then what is expected."""
    own = own_seconds(attempts)
    if own.value is None or own.count < FEWEST:
        return EXPECTED
    return Pace(dict.fromkeys(Level, own.value))


def in_words(attempts: Iterable[Attempt], questions: Iterable[Question]) -> list[Attempt]:
    """The attempts at questions that are answered in words; the time of exercises says nothing of theirs."""
    exercises = {question.id for question in questions if question.exercise is not None}
    return [attempt for attempt in attempts if attempt.question_id not in exercises]


def mock_pace(seconds_per_question: int) -> Pace:
    """The pace of a mock interview, which has a limit for each question."""
    return Pace(dict.fromkeys(Level, float(seconds_per_question)))
