"""The score of a judge that states probabilities is the share of the weight that it expects to be earned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.expected import BAND, MARKS_OFF, expected_share, interval_of
from interviewer.grading.grade import Grade, Status
from interviewer.grading.score import score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict
from tests.factories import provenance


def point(expected: float | None, weight: int = 1, *, supported: bool = True) -> PointVerdict:
    return PointVerdict(
        "k1", "claim", weight, Verdict.PARTIAL, supported=supported, expected=expected, passage="q#key-point-1"
    )


SHARES = st.floats(0, 1)
POINTS = st.lists(st.builds(point, SHARES, st.integers(1, 9), supported=st.booleans()), min_size=1, max_size=9)


def graded(*verdicts: PointVerdict) -> Grade:
    return Grade(Status.GRADED, score_of(verdicts), provenance(), verdicts=verdicts)


def test_points_count_by_their_weight() -> None:
    assert expected_share([point(0.8, 3), point(0.4, 1)]) == pytest.approx(0.7)


def test_what_evidence_does_not_support_earns_nothing() -> None:
    assert expected_share([point(0.8, supported=False), point(0.4)]) == pytest.approx(0.2)


@pytest.mark.parametrize("verdicts", [[], [point(None)], [point(0.5), point(None)]])
def test_where_a_verdict_expects_nothing_stated_there_is_no_share(verdicts: list[PointVerdict]) -> None:
    assert expected_share(verdicts) is None


def test_the_score_is_what_is_expected_whatever_the_verdicts_are_called() -> None:
    said = [replace(point(0.6), verdict=verdict) for verdict in (Verdict.MET, Verdict.CONTRADICTED)]
    lie = MisconceptionFound("m1", "belief", "truth", ())
    assert score_of(said, [lie]) == pytest.approx(0.6)


@given(POINTS)
def test_a_score_is_between_0_and_1(verdicts: list[PointVerdict]) -> None:
    score = score_of(verdicts)
    assert score is not None
    assert 0 <= score <= 1


@given(POINTS, st.data())
def test_a_greater_expectation_never_lowers_the_score(verdicts: list[PointVerdict], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(verdicts) - 1))
    raised = list(verdicts)
    raised[at] = replace(verdicts[at], expected=data.draw(st.floats(verdicts[at].expected or 0.0, 1)))
    low, high = score_of(verdicts), score_of(raised)
    assert low is not None
    assert high is not None
    assert low <= high


@given(SHARES)
def test_an_interval_holds_the_score_and_stays_between_0_and_1(score: float) -> None:
    low, high = interval_of(score)
    assert 0 <= low <= score <= high <= 1


@pytest.mark.parametrize("band", range(len(MARKS_OFF)))
def test_a_score_has_the_interval_of_its_band(band: int) -> None:
    score = (band + 0.5) * BAND
    low, high = interval_of(score)
    assert (low, high) == pytest.approx((max(0, score + MARKS_OFF[band][0]), min(1, score + MARKS_OFF[band][1])))


def test_a_grade_has_an_interval_only_where_its_verdicts_say_what_they_expect() -> None:
    assert graded(point(0.5)).interval == interval_of(0.5)
    assert graded(point(None)).interval is None
    assert graded(replace(point(0.5), passage=None)).interval is None
    assert Grade(Status.UNGRADED, None, provenance(), "why").interval is None
