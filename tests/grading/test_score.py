"""The score is computed from verdicts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.score import MISCONCEPTION_PENALTY, SCORE_DIGITS, credit_of, mean_score, rounded, score_of
from interviewer.grading.verdict import CriterionLevel, MisconceptionFound, PointVerdict, Verdict

LIE = MisconceptionFound("m1", "belief", "truth", ())


def point(verdict: Verdict, weight: int = 1, *, supported: bool = True) -> PointVerdict:
    return PointVerdict("k1", "claim", weight, verdict, supported=supported)


def test_points_count_by_their_weight() -> None:
    assert score_of([point(Verdict.MET, 3), point(Verdict.MISSED, 1)]) == pytest.approx(0.75)


def test_a_partly_met_point_earns_half() -> None:
    assert score_of([point(Verdict.PARTIAL)]) == pytest.approx(0.5)


def test_a_contradicted_point_earns_nothing() -> None:
    assert score_of([point(Verdict.CONTRADICTED), point(Verdict.MET)]) == pytest.approx(0.5)


def test_an_unsupported_verdict_earns_nothing() -> None:
    assert credit_of(point(Verdict.MET, supported=False)) == 0.0


def test_points_that_were_not_assessed_are_left_out_of_the_mean() -> None:
    assert score_of([point(Verdict.NOT_ASSESSED, 3), point(Verdict.MET, 1)]) == pytest.approx(1.0)


def test_nothing_assessed_gives_no_score() -> None:
    assert score_of([point(Verdict.NOT_ASSESSED)]) is None
    assert score_of([]) is None


def test_each_misconception_costs_the_same() -> None:
    assert score_of([point(Verdict.MET)], [LIE, LIE]) == pytest.approx(1 - 2 * MISCONCEPTION_PENALTY)


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
