"""Reads an answer before it is compared: its units, which of them count, and which side of a comparison each is on."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.coverage.pile import is_pile
from interviewer.grading.coverage.polarity import side_in
from interviewer.grading.coverage.thresholds import MAX_UNITS
from interviewer.grading.coverage.units import Unit, sentences, units_of

MIN_LATIN = 0.5
"""Below this share of Latin letters the model, trained on English, cannot judge a text."""


@dataclass(frozen=True)
class Reading:
    """The units of an answer that count. `cut` says that there were more than are compared."""

    units: tuple[Unit, ...]
    cut: bool = False


def read(answer: str) -> Reading:
    """The units of `answer` that say something: no keyword piles, and nothing that is addressed to the grader."""
    if is_pile(answer):
        return Reading(())
    left_out = [unit for unit in sentences(answer) if is_addressed_to_grader(unit.text) or is_pile(unit.text)]
    found = [unit for unit in units_of(answer) if not any(_overlap(unit, other) for other in left_out)]
    if len(found) > MAX_UNITS:
        alone = [unit for unit in sentences(answer) if not any(_overlap(unit, other) for other in left_out)]
        return Reading(tuple(alone[:MAX_UNITS]), cut=len(alone) > MAX_UNITS)
    if not found and not left_out and answer.strip():
        start = len(answer) - len(answer.lstrip())
        text = answer.strip()
        found = [Unit(start, start + len(text), text, 0)]
    return Reading(tuple(found))


def sides(units: tuple[Unit, ...], named: tuple[frozenset[str], ...]) -> list[int | None]:
    """For each unit the side of a comparison it speaks of; one that names none goes on about the last one named."""
    found: list[int | None] = []
    current: int | None = None
    for unit in units:
        side = side_in(unit.text, named)
        current = current if side is None else side
        found.append(current)
    return found


def is_readable(answer: str) -> bool:
    """Whether the letters of `answer` are mostly Latin ones."""
    letters = [char for char in answer if char.isalpha()]
    return not letters or sum(char < "\u0250" for char in letters) >= MIN_LATIN * len(letters)


def _overlap(one: Unit, other: Unit) -> bool:
    return one.start < other.end and other.start < one.end
