"""Which quantities of one kind in an answer are guesses: those of a list, and those beside an "or"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LEAST_LISTED = 2
"""A list of up to so many different quantities of one kind is none of guesses; of bare numbers one more."""

SAME = 1.005
"""Two quantities within this factor are the same one, written twice."""

ROUNDED = 1.1
"""Two quantities of a list within this factor are one that is given more exactly: "about 1e23, 9.6e22"."""

_PERHAPS = r"(?:(?:about|around|roughly|maybe|perhaps|possibly|it is|it's|it could be|could be|say)\b|[~≈])"
_LISTED = re.compile(rf"[\s,.;|]*(?:{_PERHAPS}\s*)*", re.IGNORECASE)
EITHER = re.compile(r"\s*,?\s*(?:or|/|or maybe|or even|maybe|perhaps)\s+(?:about |around |maybe |even |~)?")
"""What parts two guesses."""


def guessed_among(text: str, stated: Sequence[tuple[int, int, float]], most: int) -> set[int]:
    """The places in `stated`, of quantities with start, end and magnitude, that are guesses.

    More than `most` different ones with nothing but commas, stops and words such as "maybe" between them are a list.
    """
    guessed: set[int] = set()
    run = [0]
    for place in range(1, len(stated) + 1):
        gap = text[stated[place - 1][1] : stated[place][0]] if place < len(stated) else "end"
        if place < len(stated) and EITHER.fullmatch(gap) and not is_same(stated[place - 1][2], stated[place][2]):
            guessed.update((place - 1, place))
        if place < len(stated) and is_listed(gap):
            run.append(place)
            continue
        if different((stated[at][2] for at in run if stated), ROUNDED) > most:
            guessed.update(run)
        run = [place]
    return guessed


def is_same(one: float, other: float) -> bool:
    """Whether two magnitudes are one quantity, written twice."""
    return max(one, other) <= SAME * min(one, other)


def is_listed(gap: str) -> bool:
    """Whether what stands between two quantities makes them items of a list."""
    return _LISTED.fullmatch(gap) is not None


def different(magnitudes: Iterable[float], same: float = SAME) -> int:
    """How many quantities these magnitudes are, those within the factor `same` of each other taken for one."""
    count, last = 0, 0.0
    for magnitude in sorted(magnitudes):
        if not count or magnitude > same * last:
            count += 1
            last = magnitude
    return count
