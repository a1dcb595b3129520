"""A small line of scores over time, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.learning.days import day_of
from interviewer.learning.figures import Observation
from interviewer.reports.model import Moved
from interviewer.reports.wording import percent

WIDTH, HEIGHT, MARGIN = 120, 28, 4
MOST = 30
"""So many of the newest scores are drawn; more would be a smear."""


@dataclass(frozen=True)
class Place:
    """Where a score is drawn, and whether it is one of this session."""

    x: float
    y: float
    is_now: bool


def sparkline(moved: Moved) -> tuple[Place, ...]:
    """The scores from left to right, one step for each, 0 at the bottom and 1 at the top."""
    shown = moved.together.observations[-MOST:]
    since = len(shown) - moved.now.count
    step = (WIDTH - 2 * MARGIN) / max(1, len(shown) - 1)
    return tuple(
        Place(round(MARGIN + step * at, 1), round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * one.value, 1), at >= since)
        for at, one in enumerate(shown)
    )


def scores_in_words(observations: Iterable[Observation]) -> str:
    """The scores with their days, for whoever does not see the line: "40 % on 2026-11-02, 75 % on 2026-11-09"."""
    return ", ".join(f"{percent(one.value)} on {day_of(one.at)}" for one in tuple(observations)[-MOST:])
