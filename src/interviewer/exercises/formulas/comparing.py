"""Whether two formulas are equal: by their values at random points, which tells different ones apart almost surely.

Values are real. A point where one of the two has none, as a logarithm of a negative number, tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from interviewer.exercises.formulas.evaluation import Budget, NoValueError, Number, Point, evaluate
from interviewer.exercises.formulas.parser import Node, symbols

TOLERANCE = 1e-8
"""How far two values may lie apart, relative to the larger one, and be the same."""
_SMALLEST = 1e-11

LEAST_POINTS = 3
"""Two formulas are equal if they have the same values at this many points, and different ones at none."""

_PLACES = (*((0.05, 0.95),) * 8, *((1.05, 3.0),) * 5, *((-2.0, 2.0),) * 5)
"""Ranges that the points are drawn from: probabilities, numbers above one, and numbers of either sign."""


@dataclass(frozen=True)
class Symbols:
    """What is known of the symbols of a formula; `variables` are all of them."""

    variables: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()


def points(known: Symbols, formulas: Iterable[Node]) -> tuple[Point, ...]:
    """The points to compare these formulas at; symbols that limit a sum in one of them are the number of its terms."""
    limits = frozenset().union(*map(_limits, formulas))
    return tuple(
        Point(seed, *place, known.positive, known.matrices, limits, known.variables)
        for seed, place in enumerate(_PLACES)
    )


def equal(one: Node, other: Node, known: Symbols, budget: Budget) -> bool:
    """Whether two formulas are equal. Raises TooMuchWorkError."""
    same = 0
    for point in points(known, (one, other)):
        try:
            values = evaluate(one, point, budget), evaluate(other, point, budget)
        except NoValueError:
            continue
        if not _close(*values):
            return False
        same += 1
    return same >= LEAST_POINTS


def _close(one: Number, other: Number) -> bool:
    if np.shape(one) != np.shape(other):
        return False
    largest = max(float(np.max(np.abs(one))), float(np.max(np.abs(other))))
    return float(np.max(np.abs(np.asarray(one) - np.asarray(other)))) <= TOLERANCE * largest + _SMALLEST


def _limits(node: Node) -> frozenset[str]:
    own: frozenset[str] = frozenset()
    if node.kind in ("sum", "prod") and len(node.parts) > 1:
        own = symbols(node.parts[1])
    return own.union(*map(_limits, node.parts))
