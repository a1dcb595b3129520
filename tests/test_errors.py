"""Errors say what happened and what to do."""

from __future__ import annotations

from interviewer.errors import InterviewerError, ServiceError, UnknownNameError, UsageError


def test_an_error_reads_as_sentences() -> None:
    assert str(InterviewerError("It broke.", "Mend it.")) == "It broke. Mend it."


def test_an_unknown_name_comes_with_the_nearest_one() -> None:
    assert "Did you mean 'dropout'?" in str(UnknownNameError("question", "dropuot", ("dropout", "momentum")))


def test_a_name_that_is_not_near_is_not_suggested() -> None:
    known = tuple(f"name-{number}" for number in range(30))
    assert "Did you mean" not in str(UnknownNameError("question", "nope", (*known, "model-development-stages")))


def test_the_beginning_of_a_name_is_near_to_it() -> None:
    assert "Did you mean 'optimization'?" in str(UnknownNameError("topic", "optim", ("optimization", "data")))


def test_where_nothing_is_near_the_known_names_are_listed() -> None:
    assert str(UnknownNameError("mode", "zzz", ("mock", "drill"))) == "There is no mode 'zzz'. Known: mock, drill."


def test_each_kind_of_error_has_its_exit_code() -> None:
    assert (InterviewerError.exit_code, UsageError.exit_code, ServiceError.exit_code) == (1, 2, 3)
