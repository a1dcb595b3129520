"""How long questions take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from interviewer.corpus.question import Level
from interviewer.learning.attempts import Attempt
from interviewer.learning.figures import FEWEST
from interviewer.learning.pace import (
    EXPECTED,
    LAST,
    LONGEST_SECONDS,
    exercise_minutes,
    in_words,
    mock_pace,
    own_pace,
    time_limit,
)
from tests.exercises.samples import CODE, ESTIMATE, sample
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


def test_an_exercise_that_is_quicker_than_any_question_is_given_what_is_left() -> None:
    slow = own_pace(attempts(*[1000] * FEWEST))
    candidates = [a_question("first"), a_question("too-long"), sample(ESTIMATE)]
    assert [question.id for question in slow.fitting(candidates, 25.5)] == ["first", ESTIMATE]


def test_an_exercise_takes_the_time_of_its_kind_at_any_level_and_in_any_pace() -> None:
    exercise = sample(CODE)
    assert EXPECTED.takes(exercise) == own_pace(attempts(*[60] * FEWEST)).takes(exercise) == 900
    assert EXPECTED.takes(replace(exercise, exercise=None)) == 180


def test_the_minutes_of_exercises_are_those_of_the_kinds_that_are_there() -> None:
    assert exercise_minutes([a_question(), sample(CODE), sample(ESTIMATE), sample(CODE)]) == "8 to 15 minutes"
    assert exercise_minutes([a_question(), sample(CODE)]) == "15 minutes"
    assert exercise_minutes([a_question()]) == ""


def test_the_times_of_exercises_say_nothing_of_questions_in_words() -> None:
    assert in_words(attempts(60), [replace(sample(CODE), id="dropout")]) == []
    assert len(in_words(attempts(60), [a_question()])) == 1


def test_the_limit_of_a_mock_interview_is_longer_for_an_exercise() -> None:
    assert time_limit(a_question(), 180) == 180
    assert time_limit(sample(CODE), 180) == 900
    assert time_limit(sample(CODE), None) is None
