"""How long questions take."""

from __future__ import annotations

from datetime import timedelta

from interviewer.corpus.question import Level
from interviewer.learning.attempts import Attempt
from interviewer.learning.figures import FEWEST
from interviewer.learning.pace import EXPECTED, LAST, LONGEST_SECONDS, mock_pace, own_pace
from tests.factories import NOON, a_question


def attempts(*seconds: float) -> list[Attempt]:
    """Attempts that took so long with their follow-ups."""
    return [
        Attempt(
            "session",
            number,
            "dropout",
            "regularization",
            "What?",
            NOON + timedelta(days=number),
            0.5,
            0.5,
            whole_seconds=took,
        )
        for number, took in enumerate(seconds)
    ]


def test_the_own_median_counts_once_there_are_enough_times() -> None:
    times = attempts(60, 70, 80, 90, 100)
    assert set(own_pace(times).seconds.values()) == {80}
    assert own_pace(times[: FEWEST - 1]) == EXPECTED


def test_only_the_last_times_count_in_whatever_order_they_come() -> None:
    times = attempts(*[600] * 100, *[60] * LAST)
    assert set(own_pace(times).seconds.values()) == set(own_pace(times[::-1]).seconds.values()) == {60}


def test_a_time_that_was_no_answer_does_not_count() -> None:
    assert own_pace(attempts(*[LONGEST_SECONDS + 1] * FEWEST)) == EXPECTED


def test_a_question_of_a_mock_interview_takes_its_limit() -> None:
    questions = [a_question("a", level=Level.JUNIOR), a_question("b", level=Level.SENIOR)]
    assert mock_pace(180).minutes(questions) == 6


def test_a_question_that_is_too_long_for_what_is_left_is_passed_over() -> None:
    levels = (Level.JUNIOR, Level.SENIOR, Level.MID, Level.JUNIOR)
    candidates = [a_question(f"q{number}", level=level) for number, level in enumerate(levels)]
    assert [question.id for question in EXPECTED.fitting(candidates, 7)] == ["q0", "q2"]
