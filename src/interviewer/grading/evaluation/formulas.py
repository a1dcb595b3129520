"""Plain statistics over small samples: correlation, weighted kappa, bootstrap intervals. No state, no I/O."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

_Item = TypeVar("_Item")

ROUNDS = 1000
"""Resamples of a bootstrap interval."""

CONFIDENCE = 0.95


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights over pairs of ordered categories (Cohen 1968, Weighted kappa).

    1 is full agreement, 0 what chance gives. None where it is not defined: no pairs, or one category throughout.
    """
    if not pairs:
        return None
    ours = Counter(one for one, _ in pairs)
    theirs = Counter(other for _, other in pairs)
    seen = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    by_chance = sum((a - b) ** 2 * m * n for a, m in ours.items() for b, n in theirs.items()) / len(pairs) ** 2
    return None if by_chance == 0 else 1.0 - seen / by_chance


def pearson(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation, -1..1; None where one side does not vary or there are fewer than two pairs."""
    try:
        return statistics.correlation([one for one, _ in pairs], [other for _, other in pairs])
    except statistics.StatisticsError:
        return None


def mean_absolute_error(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The mean distance of the two sides; None without pairs."""
    return statistics.fmean(abs(one - other) for one, other in pairs) if pairs else None


def pooled_deviation(groups: Sequence[Sequence[float]]) -> float | None:
    """The standard deviation within groups: the root of their mean variance (n - 1). Groups of one do not count.

    None where no group has two values.
    """
    variances = [statistics.variance(group) for group in groups if len(group) > 1]
    return math.sqrt(statistics.fmean(variances)) if variances else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` (0..1) of the values do not exceed (nearest rank); None without any."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def interval(
    items: Sequence[_Item], measure: Callable[[Sequence[_Item]], float | None], rng: Random, rounds: int = ROUNDS
) -> tuple[float, float] | None:
    """The percentile bootstrap interval of a measure over `items` (Efron 1979), at CONFIDENCE.

    Resamples where the measure is undefined are left out; None if it is defined on fewer than half of them.
    """
    if not items:
        return None
    values = [found for _ in range(rounds) if (found := measure(rng.choices(items, k=len(items)))) is not None]
    if len(values) < rounds / 2:
        return None
    values.sort()
    tail = (1 - CONFIDENCE) / 2
    low, high = quantile(values, tail), quantile(values, 1 - tail)
    assert low is not None
    assert high is not None
    return low, high
