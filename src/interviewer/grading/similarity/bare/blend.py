"""Joins two readings of an answer to a bare reference: what each claim earns, and what the whole is worth."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, log

from interviewer.grading.similarity.sigmoid import sigmoid

WHOLE_SHARE = 0.5
"""What the estimate of the whole counts beside the claims' share. Claims alone put answers about deep learning in order
better (r .77 where the estimate of the whole has .60), the whole those of other fields (r .36 to .66 where claims
have .23 to .62); half and half is near the better one on each (docs/similarity-grader.md)."""

_LEAST = 1e-4
_MOST_SHIFT = 20.0
_ROUNDS = 50


def blended(credits_: Sequence[float], weights: Sequence[float], whole: float) -> tuple[float, ...]:
    """The claims' expected credits, 0..1, moved by one shift of log-odds, to a weighted share half way to `whole`.

    The order of the claims stays as it is. `weights` are above 0.
    """
    total = fsum(weights)
    share = fsum(credit * weight for credit, weight in zip(credits_, weights, strict=True)) / total
    target = (1 - WHOLE_SHARE) * share + WHOLE_SHARE * whole
    odds = [_log_odds(credit) for credit in credits_]
    low, high = -_MOST_SHIFT, _MOST_SHIFT
    for _ in range(_ROUNDS):
        shift = (low + high) / 2
        reached = fsum(sigmoid(one + shift) * weight for one, weight in zip(odds, weights, strict=True)) / total
        low, high = (shift, high) if reached < target else (low, shift)
    return tuple(sigmoid(one + low) for one in odds)


def _log_odds(credit: float) -> float:
    within = min(1 - _LEAST, max(_LEAST, credit))
    return log(within / (1 - within))
