"""From log-odds to a probability."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.similarity.sigmoid import sigmoid


@given(st.floats(allow_nan=False))
def test_every_number_has_a_probability(log_odds: float) -> None:
    assert 0 < sigmoid(log_odds) <= 1
    assert sigmoid(log_odds) + sigmoid(-log_odds) == pytest.approx(1)


def test_even_odds_are_a_half() -> None:
    assert sigmoid(0.0) == 0.5
