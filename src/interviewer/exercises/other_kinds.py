"""Why a quantity was not read in an answer: what stands there has no unit, or one of another kind."""

from __future__ import annotations

import math
from collections.abc import Sequence

from interviewer.exercises.quantities import Meaning, Quantity, comparable
from interviewer.text import one_line

_SCALES = (1.0, *(10.0 ** (3 * n) for n in range(1, 6)), *(2.0 ** (10 * n) for n in range(1, 6)), 60.0, 3600.0, 86400.0)
"""How many base units those are that are written most often."""


def why_unread(
    answer: str, target: Meaning, factor: float, found: Sequence[Quantity], given: Sequence[Quantity]
) -> str | None:
    """A sentence on the number that would be right with a unit, or with another one; None where there is none such.

    Numbers of `given` are nobody's result; `factor` is how far off a right one may be.
    """
    if not target.dimensions:
        return None
    known = [one.number for one in given]
    for one in reversed(found):
        if any(math.isclose(one.number, number) for number in known):
            continue
        size = one.number if one.meanings[0].dimensions else one.meanings[0].magnitude
        if any(
            max(size * scale, target.magnitude) <= factor * min(size * scale, target.magnitude) for scale in _SCALES
        ):
            shown = one_line(answer[one.start : one.end].strip(), 60)
            if not one.meanings[0].dimensions:
                return f"{shown} was read without a unit, and this quantity needs one."
            if not any(comparable(target, meaning) for meaning in one.meanings):
                return f"{shown} was read, which is of another kind than this quantity: look at its unit."
    return None


def why_no_result(answer: str, target: Meaning, found: Sequence[Quantity]) -> str | None:
    """A sentence on the last of the quantities, none of which is of the kind of the result; None where it has no such
    unit and needs none."""
    has_unit = bool(found and found[-1].meanings[0].dimensions)
    if not found or not (has_unit or target.dimensions):
        return None
    shown = one_line(answer[found[-1].start : found[-1].end].strip(), 60)
    return f"{shown} was read last, and has {'a unit of another kind than the result' if has_unit else 'no unit'}."
