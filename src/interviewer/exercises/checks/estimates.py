"""Checks of estimates: every value is read as it is meant, and every slip is rejected."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.corpus.exercise import Value
from interviewer.corpus.question import Question
from interviewer.exercises.quantities import comparable, factor_between, quantity_of


def check_estimate(question: Question) -> Iterator[str]:
    """What is wrong with the values of an estimate."""
    assert question.exercise is not None
    asked = {point.check.value for point in question.key_points if point.check}
    for value in question.exercise.values:
        if value.name not in asked:
            yield f"the value {value.name} belongs to no key point; expected one"
        yield from _check_value(value)
    if not question.exercise.values[-1].wrong:
        yield f"the result {question.exercise.values[-1].name} has no wrong values; expected the usual slips"


def _check_value(value: Value) -> Iterator[str]:
    target = quantity_of(value.value)
    if target is None:
        yield f"{value.value!r} of the value {value.name} is not read as a quantity"
        return
    for text in value.wrong:
        wrong = quantity_of(text)
        if wrong is None:
            yield f"{text!r} among the wrong ones of {value.name} is not read as a quantity"
            continue
        off = factor_between(wrong.magnitude, target.magnitude)
        if comparable(target, wrong) and off <= value.factor:
            yield f"{text!r} is within the factor of {value.name}; expected a wrong value outside it"
