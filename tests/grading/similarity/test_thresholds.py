"""The rules' probabilities are their strengths on another scale, and turn no verdict."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from interviewer.grading.similarity.thresholds import probability

STRENGTHS = st.floats(-2, 3, allow_nan=False)
THRESHOLDS = st.lists(st.floats(0.05, 1.5), min_size=2, max_size=2).map(sorted)


@settings(deadline=None)
@given(STRENGTHS, THRESHOLDS)
def test_a_probability_reaches_its_bound_where_strength_reaches_the_threshold(
    strength: float, thresholds: list[float]
) -> None:
    partial, met = thresholds
    found = probability(strength, (partial, 1 / 3), (met, 2 / 3))
    assert 0 <= found <= 1
    assert (found >= 2 / 3) == (strength >= met)
    assert (found >= 1 / 3) == (strength >= partial)


@settings(deadline=None)
@given(STRENGTHS, STRENGTHS, THRESHOLDS)
def test_a_greater_strength_is_no_smaller_probability(one: float, other: float, thresholds: list[float]) -> None:
    partial, met = thresholds
    low, high = sorted((one, other))
    assert probability(low, (partial, 1 / 3), (met, 2 / 3)) <= probability(high, (partial, 1 / 3), (met, 2 / 3))
