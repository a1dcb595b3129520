"""Figures over observations."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.learning.figures import FEWEST, Direction, Observation, median_of, series_of, t_quantile, trend_of
from tests.factories import NOON

SCORES = st.floats(0, 1)
OBSERVATIONS = st.lists(
    st.builds(lambda hours, value: Observation(NOON + timedelta(hours=hours), value), st.integers(0, 2000), SCORES),
    max_size=30,
)


def daily(*values: float) -> list[Observation]:
    return [Observation(NOON + timedelta(days=day), value) for day, value in enumerate(values)]


def test_no_trend_is_claimed_below_five_observations() -> None:
    rising = (0.0, 0.2, 0.4, 0.6, 0.8)
    assert series_of(daily(*rising[:4])).trend is None
    assert series_of(daily(*rising[:4])).direction is Direction.TOO_FEW
    assert series_of(daily(*rising)).direction is Direction.RISING


def test_no_trend_is_claimed_within_a_day() -> None:
    hours = [Observation(NOON + timedelta(hours=hour), hour / 10) for hour in range(8)]
    assert trend_of(hours) is None


def test_a_trend_is_per_week_with_its_interval() -> None:
    trend = trend_of(daily(0.1, 0.2, 0.3, 0.4, 0.5))
    assert trend is not None
    assert [trend.per_week, trend.low, trend.high] == pytest.approx([0.7] * 3)


def test_what_goes_up_and_down_has_no_clear_trend() -> None:
    assert series_of(daily(0.2, 0.9, 0.1, 0.8, 0.3, 0.7)).direction is Direction.UNCLEAR
    assert series_of(daily(0.9, 0.8, 0.8, 0.5, 0.2, 0.1)).direction is Direction.FALLING


def test_a_series_tells_count_mean_and_last_in_the_order_of_time() -> None:
    found = series_of(reversed(daily(0.2, 0.4, 0.9)))
    assert (found.count, found.mean, found.last) == (3, 0.5, 0.9)
    nothing = series_of([])
    assert (nothing.count, nothing.mean, nothing.last, nothing.direction) == (0, None, None, Direction.TOO_FEW)


def test_a_median_tells_what_it_is_of() -> None:
    assert (median_of([3.0, 1.0, 2.0]).value, median_of([3.0, 1.0]).count) == (2.0, 2)
    assert (median_of([]).value, median_of([]).count) == (None, 0)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(3, 3.182446), (4, 2.776445), (5, 2.570582), (8, 2.306004), (10, 2.228139), (30, 2.042272), (1000, 1.962339)],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=0.0041 if freedom < 8 else 0.0001)


@given(OBSERVATIONS)
def test_a_trend_is_the_slope_that_numpy_finds_inside_its_interval(observations: list[Observation]) -> None:
    trend = trend_of(observations)
    if trend is None:
        spread = max((one.at for one in observations), default=NOON) - min((o.at for o in observations), default=NOON)
        assert len(observations) < FEWEST or spread < timedelta(days=1)
        return
    weeks = [(one.at - NOON) / timedelta(weeks=1) for one in observations]
    slope = np.polyfit(weeks, [one.value for one in observations], 1)[0]
    assert trend.per_week == pytest.approx(slope, abs=1e-6)
    assert trend.low <= trend.per_week <= trend.high


@given(OBSERVATIONS)
def test_a_trend_turned_round_is_its_opposite(observations: list[Observation]) -> None:
    there = trend_of(observations)
    back = trend_of([Observation(one.at, 1 - one.value) for one in observations])
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (back.per_week, back.low, back.high) == pytest.approx(
            (-there.per_week, -there.high, -there.low), abs=1e-8
        )


@given(st.lists(SCORES, min_size=1, max_size=40))
def test_a_mean_lies_among_its_values(values: list[float]) -> None:
    mean = series_of(daily(*values)).mean
    assert mean is not None
    assert min(values) - 1e-9 <= mean <= max(values) + 1e-9
