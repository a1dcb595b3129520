"""Usage adds up, and what came since an earlier total can be told."""

from __future__ import annotations

from interviewer.models.chat import Usage

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
