"""The score is computed from verdicts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.score import (
    CONTRADICTED_LOSS,
    MISCONCEPTION_LOSS,
    SCORE_DIGITS,
    credit_of,
    mean_score,
    rounded,
    score_of,
)
from interviewer.grading.verdict import CriterionLevel, MisconceptionFound, PointVerdict, Verdict

LIE = MisconceptionFound("m1", "belief", "truth", ())


def point(verdict: Verdict, weight: int = 1, *, supported: bool = True) -> PointVerdict:
    return PointVerdict("k1", "claim", weight, verdict, supported=supported)


def test_everything_met_is_the_whole_score() -> None:
    assert score_of([point(Verdict.MET, 3), point(Verdict.MET, 1)]) == 1.0


def test_points_count_by_the_root_of_their_weight() -> None:
    assert score_of([point(Verdict.MET, 4), point(Verdict.MISSED, 1)]) == pytest.approx((2 / 3) ** 0.8)


def test_a_partly_met_point_earns_half() -> None:
    assert credit_of(point(Verdict.PARTIAL)) == 0.5
    assert score_of([point(Verdict.PARTIAL)]) == pytest.approx(0.5**0.8)


def test_the_first_points_are_worth_more_than_the_last() -> None:
    scores = [score_of([point(Verdict.MET)] * met + [point(Verdict.MISSED)] * (4 - met)) or 0.0 for met in range(5)]
    steps = [after - before for before, after in pairwise(scores)]
    assert steps == sorted(steps, reverse=True)


def test_a_contradicted_point_costs_more_than_a_missed_one() -> None:
    missed = score_of([point(Verdict.MISSED), point(Verdict.MET)]) or 0.0
    assert score_of([point(Verdict.CONTRADICTED), point(Verdict.MET)]) == pytest.approx(
        missed * (1 - CONTRADICTED_LOSS / 2)
    )


def test_a_contradiction_without_evidence_costs_nothing() -> None:
    contradicted = point(Verdict.CONTRADICTED, supported=False)
    assert score_of([contradicted, point(Verdict.MET)]) == score_of([point(Verdict.MISSED), point(Verdict.MET)])


def test_an_unsupported_verdict_earns_nothing() -> None:
    assert credit_of(point(Verdict.MET, supported=False)) == 0.0


def test_points_that_were_not_assessed_are_left_out_of_the_mean() -> None:
    assert score_of([point(Verdict.NOT_ASSESSED, 3), point(Verdict.MET, 1)]) == pytest.approx(1.0)


def test_nothing_assessed_gives_no_score() -> None:
    assert score_of([point(Verdict.NOT_ASSESSED)]) is None
    assert score_of([]) is None


def test_each_misconception_costs_the_same_share_of_what_is_left() -> None:
    assert score_of([point(Verdict.MET)], [LIE, LIE]) == pytest.approx((1 - MISCONCEPTION_LOSS) ** 2)


def test_no_score_is_below_zero() -> None:
    assert score_of([point(Verdict.MISSED)], [LIE]) == 0.0


VERDICTS = st.builds(point, st.sampled_from(Verdict), st.integers(1, 7))
LEVELS = st.builds(
    CriterionLevel,
    st.text("ab", min_size=1),
    st.none() | st.integers(0, 4),
    st.just(""),
    share=st.sampled_from([0.0, 0.1, 0.2, 0.05]),
)


@given(st.lists(VERDICTS, max_size=9), st.lists(st.just(LIE), max_size=4), st.lists(LEVELS, max_size=4))
def test_a_score_shows_no_noise_of_binary_fractions(
    verdicts: list[PointVerdict], lies: list[MisconceptionFound], levels: list[CriterionLevel]
) -> None:
    score = score_of(verdicts, lies, levels)
    assert score is None or len(repr(score)) <= len("0.") + SCORE_DIGITS


def test_a_mean_of_scores_shows_none_either() -> None:
    assert sum([0.1, 0.2]) == 0.30000000000000004
    assert repr(mean_score([0.1, 0.2])) == "0.15"
    assert repr(mean_score([0.7, 0.1, 0.1])) == "0.3"
    assert repr(rounded(0.1 + 0.2)) == "0.3"
