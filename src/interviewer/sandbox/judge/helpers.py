"""The names that tests have besides `answer`: comparing, differentiating, timing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from interviewer.sandbox.judge.answer import CandidateError, Handle, Tensor

LEAST_ROUNDS, MOST_ROUNDS = 3, 20
ENOUGH_SECONDS = 0.3
_MAX_SHOWN = 300  # characters of a value in a message


class FailedError(AssertionError):
    """A comparison of a test did not hold."""


def tensor(array: object, *, grad: bool = False) -> Tensor:
    """What reaches the program as a tensor, one that asks for a gradient with `grad`."""
    return Tensor(array, grad=grad)


def close(got: object, expected: object, rtol: float = 1e-6, atol: float = 1e-8) -> None:
    """Holds where the shapes are equal and the numbers within the tolerance, with no NaN but where one is expected."""
    numbers, wanted = _numbers(got), np.asarray(expected)
    if numbers.shape != wanted.shape:
        raise FailedError(f"got shape {numbers.shape} where {wanted.shape} was expected")
    if not np.allclose(numbers, wanted, rtol=rtol, atol=atol, equal_nan=True):
        raise FailedError(f"got {_shown(got)} where {_shown(expected)} was expected")


def equal(got: object, expected: object) -> None:
    """Holds where both are the same, types of numbers aside."""
    if not _same(got, expected):
        raise FailedError(f"got {_shown(got)} where {_shown(expected)} was expected")


def raises(kind: str, work: Callable[[], object]) -> None:
    """Holds where `work` makes the program raise an exception of the class `kind`, by name, or of one below it."""
    try:
        work()
    except CandidateError as error:
        if kind not in error.kinds:
            raise FailedError(f"raised {error} where {kind} was expected") from None
    else:
        raise FailedError(f"raised nothing where {kind} was expected")


def numeric_gradient(f: Callable[[Any], Any], x: object, eps: float = 1e-5) -> Any:
    """The gradient of a scalar function at a float64 array, by central differences."""
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (float(f(above)) - float(f(below))) / (2 * eps)
    return gradient


def growth(work: Callable[[int], object], sizes: Sequence[int]) -> float:
    """The exponent by which the time of `work(n)` grows with n: least squares in log-log of the best time of each size.

    The sizes are gone through in turns, at least LEAST_ROUNDS times and as often as fits into ENOUGH_SECONDS, so that
    what else the machine does meets all of them alike.
    """
    best = [math.inf] * len(sizes)
    begin = time.perf_counter()
    for turn in range(MOST_ROUNDS):
        if turn >= LEAST_ROUNDS and time.perf_counter() - begin > ENOUGH_SECONDS:
            break
        for place, size in enumerate(sizes):
            start = time.perf_counter()
            work(size)
            best[place] = min(best[place], time.perf_counter() - start)
    return float(np.polyfit(np.log(sizes), np.log(best), 1)[0])


def _numbers(got: object) -> Any:
    if isinstance(got, Handle):
        raise FailedError(f"got {got!r} where numbers were expected")
    try:
        numbers = np.asarray(got)
    except ValueError:
        raise FailedError(f"got {_shown(got)}, which is no array") from None
    if numbers.dtype.kind not in "biufc":
        raise FailedError(f"got {_shown(got)} where numbers were expected")
    return numbers


def _same(got: object, expected: object) -> bool:
    if isinstance(got, np.ndarray) or isinstance(expected, np.ndarray):
        return not isinstance(got, Handle) and bool(np.array_equal(np.asarray(got), np.asarray(expected)))
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        alike = isinstance(got, list) == isinstance(expected, list) and len(got) == len(expected)
        return alike and all(map(_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_same(got[key], expected[key]) for key in expected)
    return bool(got == expected)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # an integer of more digits than Python writes
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "..."
