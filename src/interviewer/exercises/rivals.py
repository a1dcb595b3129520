"""Formulas of an answer that are told for the same thing side by side and differ: guesses, of which the last counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from interviewer.exercises.formulas.parser import symbols
from interviewer.exercises.formulas.side import Side

_LISTED = re.compile(r"[\s,;.$\\]*")
_EITHER = re.compile(r"[\s,;.$\\]*(?:(?:or|maybe|perhaps|possibly)\b[\s,$\\]*)+", re.IGNORECASE)

Equation = Sequence[Side]


def rival_of(place: int, found: Sequence[Equation], answer: str, differs: Callable[[Equation], bool]) -> Side | None:
    """A formula for the same thing as that at a place of `found`: listed after it, or beside it with an "or".

    `differs` tells an equation that states neither the same nor another formula of the exercise. None where none is.
    """
    for other in range(place + 1, len(found)):
        if not _is_listed(found[other - 1], found[other], answer):
            break
        if _is_for_the_same(found[place], found[other]) and differs(found[other]):
            return found[other][-1]
    before = found[place - 1] if place else None
    if before and _EITHER.fullmatch(_between(before, found[place], answer)):
        same = _is_for_the_same(before, found[place]) or _is_for_the_same(found[place], before)
        return before[-1] if same and differs(before) else None
    return None


def _is_listed(one: Equation, following: Equation, answer: str) -> bool:
    """Whether nothing but commas and words such as "or" is between two; what has no first side is on the same line."""
    gap = _between(one, following, answer)
    if len(following) == 1 and "\n" in gap:
        return False
    return bool(_LISTED.fullmatch(gap) or _EITHER.fullmatch(gap))


def _is_for_the_same(one: Equation, other: Equation) -> bool:
    """Whether another equation may be for what this one is for: with its first side or none, and of its symbols."""
    subject = "".join(other[0].text.split()) if len(other) > 1 else ""
    if other[-1].is_single or subject not in ("", "".join(one[0].text.split())):
        return False
    told = symbols(other[-1].trees[0])
    return bool(told) and told <= symbols(one[-1].trees[0])


def _between(one: Equation, following: Equation, answer: str) -> str:
    return answer[one[-1].end : following[0].start]
