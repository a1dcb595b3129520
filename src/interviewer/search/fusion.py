"""Fuses the scores of several rankers, and the scores of passages into those of their questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

DENSE_WEIGHT = 1.0
WORD_WEIGHT = 0.5
GRAM_WEIGHT = 0.5
EXEMPLAR_WEIGHT = 1.0
BEST = 3
"""How many of a question's passages speak for it. This and the weights were chosen on the dev queries of
benchmarks/search_quality.py, where they lie on a plateau: two to five passages and weights of half or double change
few ranks."""


def mean_of_best(scores: Scores, groups: NDArray[np.intp], count: int, best: int = BEST) -> Scores:
    """For each of `count` groups, the mean of its `best` highest scores (of all, where it has fewer).

    `scores` has shape (..., passages), `groups` (passages,) gives each passage's group; every group has a passage.
    The result has shape (..., count).
    """
    import numpy as np

    by_group = np.argsort(groups, kind="stable")
    members = groups[by_group]
    starts = np.searchsorted(members, np.arange(count))
    places = np.arange(len(members))
    rest = np.array(scores[..., by_group], dtype=np.float64)
    total = np.zeros((*scores.shape[:-1], count))
    taken = np.zeros_like(total)
    for _ in range(best):
        highest = np.maximum.reduceat(rest, starts, axis=-1)
        left = np.isfinite(highest)
        total[left] += highest[left]
        taken += left
        first = np.minimum.reduceat(np.where(rest == highest[..., members], places, len(members)), starts, axis=-1)
        np.put_along_axis(rest, first, -np.inf, axis=-1)
    return np.asarray(total / taken, dtype=np.float64)


def standardised(scores: Scores) -> Scores:
    """Scores with mean 0 and standard deviation 1; all 0 where they are all equal, so that they decide nothing."""
    import numpy as np

    spread = scores.std() if scores.size else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores, dtype=np.float64)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float64)


def filled(scores: Scores, others: Scores) -> Scores:
    """`scores` standardised over what is known; where one is unknown (NaN), that of `others`, standardised.

    All 0 where none is known, so that they decide nothing.
    """
    import numpy as np

    known = ~np.isnan(scores)
    if not known.any():
        return np.zeros_like(scores)
    result = standardised(others)
    result[known] = standardised(scores[known])
    return result


def fuse(weighted: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted mean of rankings of the same things, each standardised first: rankers differ in scale and spread."""
    import numpy as np

    total = np.sum([weight * standardised(scores) for weight, scores in weighted], axis=0)
    return np.asarray(total / sum(weight for weight, _ in weighted), dtype=np.float64)
