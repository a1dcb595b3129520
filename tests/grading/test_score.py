"""The score is computed from verdicts."""

from __future__ import annotations

import pytest

from interviewer.grading.score import MISCONCEPTION_PENALTY, credit_of, score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict

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
