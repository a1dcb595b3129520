"""The statistics, against values worked out by hand or known properties."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.evaluation.formulas import (
    bias,
    interval,
    mean_absolute_error,
    pairs_in_order,
    pearson,
    pooled_deviation,
    quadratic_kappa,
    quantile,
    rmse,
    spearman,
)

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


def test_kappa_of_a_worked_example() -> None:
    # Ours 0: 2, 1: 1, 2: 1; theirs 0: 1, 1: 3. Squared distance seen: 2/4; by chance: (6 + 1 + 4 + 3) / 16.
    assert quadratic_kappa([(0, 0), (0, 1), (1, 1), (2, 1)]) == pytest.approx(1 - (2 / 4) / (14 / 16))


def test_kappa_is_zero_where_one_side_never_varies() -> None:
    assert quadratic_kappa([(0, 1), (1, 1), (2, 1)]) == pytest.approx(0)


def test_kappa_weighs_a_distance_of_two_four_times() -> None:
    near = quadratic_kappa([(0, 0), (2, 2), (0, 1), (2, 2)])
    far = quadratic_kappa([(0, 0), (2, 2), (0, 2), (2, 2)])
    assert near is not None
    assert far is not None
    assert near > far


@pytest.mark.parametrize("pairs", [[], [(1, 1)], [(2, 2), (2, 2)]])
def test_kappa_is_not_defined_without_variation(pairs: list[tuple[int, int]]) -> None:
    assert quadratic_kappa(pairs) is None


@given(PAIRS)
def test_kappa_is_at_most_one_and_one_only_in_full_agreement(pairs: list[tuple[int, int]]) -> None:
    found = quadratic_kappa(pairs)
    if found is not None:
        assert found <= 1
        assert (found == 1) == all(one == other for one, other in pairs)


@given(PAIRS)
def test_kappa_does_not_care_who_is_who(pairs: list[tuple[int, int]]) -> None:
    assert quadratic_kappa(pairs) == pytest.approx(quadratic_kappa([(other, one) for one, other in pairs]))


def test_correlation_follows_sign_and_needs_variation() -> None:
    assert pearson([(0, 1), (1, 0)]) == pytest.approx(-1)
    assert pearson([(0, 0.5), (1, 0.5)]) is None
    assert pearson([(1, 1)]) is None


def test_the_mean_error_is_the_mean_distance() -> None:
    assert mean_absolute_error([(0, 0.5), (1, 0)]) == pytest.approx(0.75)
    assert mean_absolute_error([]) is None


def test_ranks_decide_spearman_and_ties_share_theirs() -> None:
    assert spearman([(1, 1), (2, 10), (3, 1000)]) == pytest.approx(1)
    # Ranks 1, 2.5, 2.5 and 1, 2, 3: their covariance is 0.75, their deviations are sqrt(0.75) and 1.
    assert spearman([(0, 1), (5, 2), (5, 3)]) == pytest.approx(0.75**0.5)
    assert spearman([(1, 2), (1, 3)]) is None


def test_large_errors_weigh_more_in_rmse_and_opposite_ones_cancel_in_bias() -> None:
    assert rmse([(0, 0.6), (1, 0.2)]) == pytest.approx(0.5**0.5)
    assert bias([(0, 0.6), (1, 0.2)]) == pytest.approx(-0.1)
    assert (rmse([]), bias([])) == (None, None)


def test_only_pairs_of_one_question_that_are_apart_count_and_a_tie_is_half() -> None:
    assert pairs_in_order([[(0, 0.1), (1, 0.9)], [(1, 0.5), (0, 0.6)]]) == 0.5
    assert pairs_in_order([[(0, 0.5), (1, 0.5)]]) == 0.5
    assert pairs_in_order([[(0.5, 0.9), (0.6, 0.1), (0.7, 1.0)]]) == 1.0
    assert pairs_in_order([[(0, 1)], [(1, 0)]]) is None


def test_the_deviation_is_that_within_groups_not_between_them() -> None:
    assert pooled_deviation([[0.0, 0.0], [1.0, 1.0]]) == 0
    assert pooled_deviation([[0.0, 1.0], [0.5, 0.5], [0.7]]) == pytest.approx((0.5 / 2) ** 0.5)
    assert pooled_deviation([[0.3]]) is None


@pytest.mark.parametrize(("share", "found"), [(0.0, 1), (0.5, 5), (0.95, 10), (1.0, 10)])
def test_a_quantile_is_one_of_the_values(share: float, found: float) -> None:
    assert quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == found


def test_an_interval_holds_the_mean_and_is_the_same_again() -> None:
    values = [Random(number).random() for number in range(50)]
    found = interval(values, fmean, Random(3))
    assert found is not None
    assert found[0] < fmean(values) < found[1]
    assert found == interval(values, fmean, Random(3))


def test_an_interval_narrows_with_more_values() -> None:
    widths = []
    for count in (10, 1000):
        low, high = interval([number % 2 for number in range(count)], fmean, Random(1)) or (0.0, 0.0)
        widths.append(high - low)
    assert widths[1] < widths[0] / 5


def test_items_drawn_whole_give_a_wider_interval_than_their_parts() -> None:
    groups = [[number % 2] * 20 for number in range(20)]
    whole = interval(groups, lambda drawn: fmean(fmean(group) for group in drawn), Random(1)) or (0.0, 0.0)
    parts = interval([one for group in groups for one in group], fmean, Random(1)) or (0.0, 0.0)
    assert whole[1] - whole[0] > 3 * (parts[1] - parts[0])


def test_one_item_has_no_interval() -> None:
    assert interval([1.0], fmean, Random(1)) is None


def test_there_is_no_interval_of_what_is_hardly_ever_defined() -> None:
    assert interval([1, 2, 3], lambda _: None, Random(1)) is None
    assert interval([], lambda _: 1.0, Random(1)) is None
