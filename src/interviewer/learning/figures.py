"""Figures over observations: each with the number of them, and no trend from too few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import fsum, sqrt
from statistics import median

from interviewer.grading.score import mean_score, rounded

FEWEST = 5
"""Below this many observations no trend is claimed, and no habit: a convention."""

_SECONDS_PER_WEEK = 7 * 24 * 3600.0
_Z = 1.959963984540054
"""The normal distribution's quantile for an interval of 95 %."""


@dataclass(frozen=True)
class Observation:
    """A value that was seen at a moment, in UTC."""

    at: datetime
    value: float


class Direction(StrEnum):
    """Where a figure is going. TOO_FEW: fewer than FEWEST observations, or all of one day."""

    TOO_FEW = "too few for a trend"
    RISING = "rising"
    FALLING = "falling"
    UNCLEAR = "no clear trend"


@dataclass(frozen=True)
class Trend:
    """The slope of a straight line through observations, per week, with the ends of its 95 % interval."""

    per_week: float
    low: float
    high: float

    @property
    def direction(self) -> Direction:
        """Rising or falling where the whole interval is on one side of 0."""
        if self.low > 0:
            return Direction.RISING
        return Direction.FALLING if self.high < 0 else Direction.UNCLEAR


@dataclass(frozen=True)
class Series:
    """What was seen of one thing: `count` observations, oldest first, their mean and the last value, None where there
    are none. `trend` is None where there are too few."""

    count: int
    mean: float | None
    last: float | None
    direction: Direction
    trend: Trend | None
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class Median:
    """The median of `count` values, None where there are none."""

    value: float | None
    count: int


def series_of(observations: Iterable[Observation]) -> Series:
    """The series of some observations, in any order."""
    found = tuple(sorted(observations, key=lambda one: one.at))
    trend = trend_of(found)
    return Series(
        count=len(found),
        mean=mean_score(one.value for one in found) if found else None,
        last=found[-1].value if found else None,
        direction=trend.direction if trend else Direction.TOO_FEW,
        trend=trend,
        observations=found,
    )


def median_of(values: Iterable[float]) -> Median:
    """The median of some values."""
    found = tuple(values)
    return Median(rounded(median(found)) if found else None, len(found))


def trend_of(observations: Sequence[Observation]) -> Trend | None:
    """The least-squares line through observations, with the interval of Student's t; None for fewer than FEWEST, or
    where less than a day lies between the first and the last.

    The interval takes the observations to be independent, which answers of one session are not quite.
    """
    if len(observations) < FEWEST:
        return None
    first = min(one.at for one in observations)
    weeks = [(one.at - first).total_seconds() / _SECONDS_PER_WEEK for one in observations]
    if max(weeks) < 1 / 7:
        return None
    values = [one.value for one in observations]
    count = len(values)
    middle_x, middle_y = fsum(weeks) / count, fsum(values) / count
    spread = fsum((x - middle_x) ** 2 for x in weeks)
    slope = fsum((x - middle_x) * (y - middle_y) for x, y in zip(weeks, values, strict=True)) / spread
    left = fsum((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in zip(weeks, values, strict=True))
    off = t_quantile(count - 2) * sqrt(left / (count - 2) / spread)
    return Trend(rounded(slope), rounded(slope - off), rounded(slope + off))


def t_quantile(freedom: int) -> float:
    """Student's t for a two-sided interval of 95 %, for 3 degrees of freedom or more.

    The expansion of Abramowitz and Stegun, 26.7.5: off by 0.004 for 3, by less than 0.0001 from 8 on.
    """
    z = _Z
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return fsum(term / freedom**power for power, term in enumerate(terms))
