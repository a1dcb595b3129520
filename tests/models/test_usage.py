"""Usage adds up, and what came since an earlier total can be told."""

from __future__ import annotations

from interviewer.models.chat import Usage
from interviewer.models.prices import ModelPrice

FIRST = Usage(100, 20, 1, 0.5)
OTHER = Usage(40, 5, 2, 0.25)


def test_usage_adds_up() -> None:
    together = FIRST + OTHER
    assert together == Usage(140, 25, 3, 0.75)


def test_what_came_since_an_earlier_total_is_the_difference() -> None:
    assert (FIRST + OTHER) - FIRST == OTHER


def test_a_cost_that_is_unknown_makes_sum_and_difference_unknown() -> None:
    unknown = Usage(1, 1, 1, None)
    assert (FIRST + unknown).cost is None
    assert (FIRST - unknown).cost is None
    assert (unknown - FIRST).cost is None


def test_a_sum_with_an_estimate_in_it_is_one() -> None:
    assert (FIRST + Usage(1, 1, 1, 0.0, estimated=True)).estimated


def test_sums_and_differences_of_costs_show_no_noise_of_binary_fractions() -> None:
    third = Usage(1, 1, 1, 0.1) + Usage(1, 1, 1, 0.2)
    assert repr(third.cost) == "0.3"
    assert repr((third - Usage(1, 1, 1, 0.2)).cost) == "0.1"
    assert repr(ModelPrice(0.1, 0.2).cost(1_000_000, 1_000_000)) == "0.3"
    assert ModelPrice(0.02, 0.0, 0.5).cost(1, 0, batch=True) == 1e-08
