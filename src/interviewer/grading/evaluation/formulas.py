"""Plain statistics over small samples: correlation, weighted kappa, bootstrap intervals. No state, no I/O.

Pairs are rows of two numbers, such as a score by a person and one by a grader.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Item = TypeVar("_Item")

Scores = NDArray[np.float64]
Pairs = Sequence[tuple[float, float]] | Scores

ROUNDS = 1000
"""Resamples of a bootstrap interval."""

CONFIDENCE = 0.95

APART = 0.2
"""Marks of two answers that differ by less do not say which answer is the better one."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % bootstrap interval; `of` is the number of cases. None: not defined."""

    value: float | None
    low: float | None
    high: float | None
    of: int


def quadratic_kappa(pairs: Sequence[tuple[int, int]] | NDArray[np.int64]) -> float | None:
    """Cohen's kappa with quadratic weights over pairs of ordered categories (Cohen 1968, Weighted kappa).

    1 is full agreement, 0 what chance gives. None where it is not defined: no pairs, or one category throughout.
    """
    ours, theirs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).T
    # The mean squared distance by chance is that of every one of ours to every one of theirs. Both are multiplied by n
    # squared, so that all numbers are whole and equality is exact.
    n = len(ours)
    seen = n * int(((ours - theirs) ** 2).sum())
    by_chance = n * int((ours**2).sum() + (theirs**2).sum()) - 2 * int(ours.sum()) * int(theirs.sum())
    return None if by_chance == 0 else 1.0 - seen / by_chance


def pearson(pairs: Pairs) -> float | None:
    """Pearson's correlation, -1..1; None where one side does not vary or there are fewer than two pairs."""
    ours, theirs = _sides(pairs)
    if len(ours) < 2 or not np.ptp(ours) or not np.ptp(theirs):
        return None
    return float(np.corrcoef(ours, theirs)[0, 1])


def spearman(pairs: Pairs) -> float | None:
    """Spearman's rank correlation, -1..1, ties at their mean rank; None where `pearson` is."""
    ours, theirs = _sides(pairs)
    return pearson(np.column_stack([_ranks(ours), _ranks(theirs)]))


def rmse(pairs: Pairs) -> float | None:
    """The root of the mean squared distance of the two sides; None without pairs."""
    ours, theirs = _sides(pairs)
    return float(np.sqrt(np.mean((ours - theirs) ** 2))) if len(ours) else None


def mean_absolute_error(pairs: Pairs) -> float | None:
    """The mean distance of the two sides; None without pairs."""
    ours, theirs = _sides(pairs)
    return float(np.mean(np.abs(ours - theirs))) if len(ours) else None


def bias(pairs: Pairs) -> float | None:
    """By how much the second side is above the first one on average; None without pairs."""
    ours, theirs = _sides(pairs)
    return float(np.mean(theirs - ours)) if len(ours) else None


def pairs_in_order(groups: Iterable[Pairs]) -> float | None:
    """How often the second side puts two pairs of a group in the order of the first, where that is APART or more.

    A tie counts half. None if no two pairs of a group are so far apart.
    """
    won = of = 0.0
    for group in groups:
        ours, theirs = _sides(group)
        for at in range(len(ours) - 1):
            better = ours[at + 1 :] - ours[at]
            told = np.abs(better) >= APART - 1e-9
            won += float(np.sum(np.sign(better) * np.sign(theirs[at + 1 :] - theirs[at]) / 2 + 0.5, where=told))
            of += int(told.sum())
    return won / of if of else None


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

    Items that depend on each other, such as answers to one question, belong together in one item: it is drawn whole.
    Resamples where the measure is undefined are left out; None if it is defined on fewer than half of them, or if there
    is one item or none.
    """
    if len(items) < 2:
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


def _sides(pairs: Pairs) -> tuple[Scores, Scores]:
    both = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _ranks(values: Scores) -> Scores:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
