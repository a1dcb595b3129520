"""The score of a judge that states probabilities: the credit that it expects, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from interviewer.grading.verdict import PointVerdict

BAND = 0.15
"""The width of the bands of scores that intervals are stated for."""

MARKS_OFF = ((-0.10, 0.12), (-0.22, 0.34), (-0.28, 0.29), (-0.13, 0.27), (-0.20, 0.26), (-0.15, 0.15))
"""Per band of scores, from 0 up, how far off the marks of 80 in 100 answers lie: the 0.1 and the 0.9 quantile of mark
less score over the development answers of the answers benchmark, of those in own words and of the short ones, each
question graded by a fit that did not see it (`python -m benchmarks.fit_relations`)."""

SCORING = (
    "A score by similarity is the credit that the answer is expected to earn, computed in code from a probability for "
    "each key point by its weight; the marks of four in five such answers lie in the interval beside it."
)
"""How the score comes about, in words, for reports."""


def expected_share(verdicts: Sequence[PointVerdict]) -> float | None:
    """The share of the key points' weight that their verdicts expect to earn, 0..1.

    None where a verdict states no expectation. What evidence does not support earns nothing.
    """
    expected = [(verdict.expected, verdict.weight, verdict.supported) for verdict in verdicts]
    if not expected or any(credit is None for credit, _, _ in expected):
        return None
    earned = fsum(credit * weight for credit, weight, supported in expected if credit is not None and supported)
    return earned / fsum(weight for _, weight, _ in expected)


def interval_of(score: float) -> tuple[float, float]:
    """The interval, within 0..1, that the marks of 80 in 100 answers with this expected score lie in."""
    low, high = MARKS_OFF[min(len(MARKS_OFF) - 1, int(score / BAND))]
    return max(0.0, score + low), min(1.0, score + high)
