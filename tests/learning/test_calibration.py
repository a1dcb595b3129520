"""Confidence against grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.learning.calibration import CalibrationBin, calibration
from tests.learning.attempted import attempted

UNIT = st.floats(0, 1)


def test_the_curve_sets_what_was_said_beside_what_was_scored() -> None:
    found = calibration(
        [
            attempted(0, 0.4, confidence=0.9),
            attempted(1, 0.6, confidence=1.0),
            attempted(2, 0.3, confidence=0.1),
            attempted(3, 0.9),
            attempted(4, None, confidence=0.5),
        ]
    )
    assert found.bins == (CalibrationBin(0.0, 0.2, 0.1, 0.3, 1), CalibrationBin(0.8, 1.0, 0.95, 0.5, 2))
    assert found.overconfidence == pytest.approx((0.5 + 0.4 - 0.2) / 3)
    assert found.count == 3


def test_where_nothing_was_said_there_is_no_curve() -> None:
    found = calibration([attempted(0, 0.4)])
    assert (found.bins, found.overconfidence, found.count) == ((), None, 0)


@given(st.lists(st.tuples(UNIT, UNIT), max_size=30))
def test_every_stated_confidence_is_in_one_bin_that_holds_it(pairs: list[tuple[float, float]]) -> None:
    found = calibration(attempted(day, score, confidence=said) for day, (said, score) in enumerate(pairs))
    assert sum(one.count for one in found.bins) == found.count == len(pairs)
    for one in found.bins:
        assert one.low - 1e-9 <= one.confidence <= one.high + 1e-9
