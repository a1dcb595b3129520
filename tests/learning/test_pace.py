"""How long questions take."""

from __future__ import annotations

import pytest

from interviewer.corpus.question import Level
from interviewer.learning.attempts import Attempt
from interviewer.learning.figures import FEWEST
from interviewer.learning.pace import EXPECTED, EXPECTED_SECONDS, LONGEST_SECONDS, mock_pace, own_pace
from tests.factories import NOON, a_question

QUESTIONS = {level.value: a_question(level.value, level=level) for level in Level}


def attempts(level: Level, *seconds: float) -> list[Attempt]:
    """Attempts at the question of a level, each of which took so long with its follow-ups."""
    return [
        Attempt("session", number, level.value, "regularization", "What?", NOON, 0.5, 0.5, whole_seconds=took)
        for number, took in enumerate(seconds)
    ]


def test_the_own_median_counts_once_there_are_enough_times() -> None:
    times = attempts(Level.MID, 60, 70, 80, 90, 100)
    assert own_pace(times, QUESTIONS).seconds[Level.MID] == 80
    assert own_pace(times[: FEWEST - 1], QUESTIONS).seconds[Level.MID] == EXPECTED_SECONDS[Level.MID]


def test_a_level_without_times_of_its_own_takes_what_is_expected() -> None:
    pace = own_pace(attempts(Level.MID, *[60.0] * FEWEST), QUESTIONS)
    assert pace.seconds[Level.SENIOR] == EXPECTED_SECONDS[Level.SENIOR]


@pytest.mark.parametrize("seconds", [0.0, -5.0, LONGEST_SECONDS + 1])
def test_a_time_that_was_no_answer_does_not_count(seconds: float) -> None:
    pace = own_pace(attempts(Level.MID, *[seconds] * FEWEST), QUESTIONS)
    assert pace.seconds[Level.MID] == EXPECTED_SECONDS[Level.MID]


def test_a_question_of_a_mock_interview_takes_its_limit() -> None:
    questions = [a_question("a", level=Level.JUNIOR), a_question("b", level=Level.SENIOR)]
    assert mock_pace(180).minutes(questions) == 6


def test_a_question_that_is_too_long_for_what_is_left_is_passed_over() -> None:
    levels = (Level.JUNIOR, Level.SENIOR, Level.MID, Level.JUNIOR)
    candidates = [a_question(f"q{number}", level=level) for number, level in enumerate(levels)]
    assert [question.id for question in EXPECTED.fitting(candidates, 7)] == ["q0", "q2"]
