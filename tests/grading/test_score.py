"""The score as a function of verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.score import MISCONCEPTION_PENALTY, credit_of, score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict

LIE = MisconceptionFound("m1", "belief", "truth", ())
verdicts = st.builds(
    PointVerdict,
    point=st.just("k1"),
    claim=st.just("A claim."),
    weight=st.integers(1, 5),
    verdict=st.sampled_from(Verdict),
    supported=st.booleans(),
)


def of(kind: Verdict, weight: int = 1) -> PointVerdict:
    return PointVerdict("k1", "A claim.", weight, kind)


def test_weights_count() -> None:
    assert score_of([of(Verdict.MET, 3), of(Verdict.MISSED, 1)]) == pytest.approx(0.75)


def test_partial_counts_half() -> None:
    assert score_of([of(Verdict.PARTIAL)]) == pytest.approx(0.5)


def test_what_was_not_assessed_counts_neither_way() -> None:
    assert score_of([of(Verdict.MET), of(Verdict.NOT_ASSESSED, 5)]) == 1.0


def test_without_anything_assessed_there_is_no_score() -> None:
    assert score_of([of(Verdict.NOT_ASSESSED)]) is None
    assert score_of([]) is None


def test_an_unsupported_verdict_earns_nothing() -> None:
    assert credit_of(replace(of(Verdict.MET), supported=False)) == 0.0


def test_a_misconception_takes_its_penalty_off() -> None:
    assert score_of([of(Verdict.MET)], [LIE]) == pytest.approx(1 - MISCONCEPTION_PENALTY)


@given(st.lists(verdicts), st.integers(0, 9))
def test_a_score_is_between_0_and_1(found: list[PointVerdict], lies: int) -> None:
    score = score_of(found, [LIE] * lies)
    assert score is None or 0.0 <= score <= 1.0


@given(st.lists(verdicts, min_size=1), st.randoms())
def test_the_order_of_verdicts_moves_nothing(found: list[PointVerdict], random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert score_of(shuffled) == pytest.approx(score_of(found))
