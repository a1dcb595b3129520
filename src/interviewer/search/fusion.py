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
BEST = 3
"""How many of a question's passages speak for it. This and the weights were chosen on the dev queries of
benchmarks/search_quality.py, where they lie on a plateau: two to five passages and weights of half or double change
few ranks."""


def mean_of_best(scores: Scores, groups: NDArray[np.intp], count: int) -> Scores:
    """For each of `count` groups, the mean of its BEST highest scores (of all, where it has fewer).

    `scores` has shape (..., passages), `groups` (passages,) gives each passage's group; every group has a passage.
    The result has shape (..., count).
    """
    import numpy as np

    result = np.empty((*scores.shape[:-1], count), dtype=np.float64)
    by_group = np.argsort(groups, kind="stable")
    edges = np.searchsorted(groups[by_group], np.arange(count + 1))
    for group in range(count):
        members = scores[..., by_group[edges[group] : edges[group + 1]]]
        result[..., group] = np.sort(members, axis=-1)[..., -BEST:].mean(axis=-1)
    return result


def standardised(scores: Scores) -> Scores:
    """Scores with mean 0 and standard deviation 1; all 0 where they are all equal, so that they decide nothing."""
    import numpy as np

    spread = scores.std()
    if spread < 1e-9:
        return np.zeros_like(scores, dtype=np.float64)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float64)


def fuse(weighted: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted mean of rankings of the same things, each standardised first: rankers differ in scale and spread."""
    import numpy as np

    total = np.sum([weight * standardised(scores) for weight, scores in weighted], axis=0)
    return np.asarray(total / sum(weight for weight, _ in weighted), dtype=np.float64)
