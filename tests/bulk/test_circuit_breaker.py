"""Which grades are written, and what ends a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.bulk import circuit_breaker as module
from interviewer.bulk.circuit_breaker import HOPELESS, HeldLines
from interviewer.errors import InterviewerError
from interviewer.grading.grade import Failure, Grade, Method, Status, ungraded
from interviewer.models.errors import BudgetError, ModelRefusedError, ModelUnreachableError
from tests.factories import provenance

GRADED = Grade(Status.GRADED, 0.5, replace(provenance(), method=Method.LLM))
GATED = Grade(Status.GRADED, 0.0, replace(provenance(), method=Method.GATE))
PASSING = (Failure.UNREACHABLE, Failure.BAD_REPLY, Failure.REQUEST)


def failed(failure: Failure) -> Grade:
    return ungraded(f"It is {failure.value}.", replace(provenance(), method=Method.LLM), failure)


@pytest.mark.parametrize("failure", PASSING)
def test_once_the_model_has_answered_a_failure_is_a_line_like_any_other(failure: Failure) -> None:
    lines = HeldLines()
    assert lines.put("0", GRADED) == ["0"]
    assert [lines.put(str(number), failed(failure)) for number in range(1, 20)] == [[str(n)] for n in range(1, 20)]


@pytest.mark.parametrize("failure", PASSING)
def test_first_failures_are_written_when_the_model_answers_after_all(failure: Failure) -> None:
    lines = HeldLines()
    assert lines.put("1", failed(failure)) == []
    assert lines.put("2", GATED) == []
    assert lines.put("3", GRADED) == ["1", "2", "3"]
    assert lines.rest() == []


def test_first_failures_are_written_at_the_end_of_a_short_input() -> None:
    lines = HeldLines()
    assert lines.put("1", failed(Failure.UNREACHABLE)) == []
    assert lines.rest() == ["1"]


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (Failure.UNREACHABLE, ModelUnreachableError, 3),
        (Failure.REQUEST, ModelRefusedError, 2),
        (Failure.BAD_REPLY, InterviewerError, 1),
    ],
)
def test_nothing_but_failures_ends_the_run_and_none_of_them_is_written(
    failure: Failure, kind: type[InterviewerError], code: int
) -> None:
    lines = HeldLines()
    assert all(lines.put(str(number), failed(failure)) == [] for number in range(HOPELESS - 1))
    with pytest.raises(kind, match=f"first {HOPELESS} answers failed") as raised:
        lines.put("last", failed(failure))
    assert raised.value.exit_code == code


@pytest.mark.parametrize(
    ("failure", "kind", "code"), [(Failure.REFUSED, ModelRefusedError, 2), (Failure.BUDGET, BudgetError, 1)]
)
@pytest.mark.parametrize("before", [[], [GRADED]])
def test_what_every_answer_would_meet_ends_the_run_at_once(
    failure: Failure, kind: type[InterviewerError], code: int, before: list[Grade]
) -> None:
    lines = HeldLines()
    for grade in before:
        lines.put("before", grade)
    with pytest.raises(kind, match=failure.value) as raised:
        lines.put("last", failed(failure))
    assert raised.value.exit_code == code


def test_answers_that_the_gate_settles_say_nothing_of_the_model() -> None:
    lines = HeldLines()
    assert lines.put("gated", GATED) == ["gated"]
    assert lines.put("bad line", None) == ["bad line"]
    for number in range(HOPELESS - 1):
        lines.put(str(number), failed(Failure.UNREACHABLE))
        lines.put("gated", GATED)
    with pytest.raises(ModelUnreachableError):
        lines.put("last", failed(Failure.UNREACHABLE))


def test_no_more_than_so_many_lines_are_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_HELD", 3)
    lines = HeldLines()
    assert lines.put("1", failed(Failure.BAD_REPLY)) == []
    assert lines.put("2", GATED) == []
    assert lines.put("3", GATED) == ["1", "2", "3"]
