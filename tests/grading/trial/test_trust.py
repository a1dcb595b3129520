"""When a grader is to be trusted, and what the sentence names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.trial.answers import AnswerKind
from interviewer.grading.trial.measures import Estimate, KindRow, Measures, Share
from interviewer.grading.trial.trust import Trust, opinion
from interviewer.models.chat import Usage


def an_estimate(value: float | None) -> Estimate:
    return Estimate(value, None, None, 10)


GOOD = Measures(
    exact=an_estimate(0.9),
    kappa=an_estimate(0.6),
    pearson=an_estimate(0.9),
    error=an_estimate(0.1),
    leniency=an_estimate(0.1),
    severity=an_estimate(0.1),
    false_accepts=Share(0, 20),
    attacks=Share(0, 4),
    ungraded=Share(3, 60),
    reasons=(),
    not_assessed=0,
    by_gate=6,
    noise=0.0,
    noise_answers=8,
    median=1.0,
    p95=2.0,
    usage=Usage(),
    kinds=(KindRow(AnswerKind.TERSE, 30, 0, 0.5, 0.5),),
)


def test_a_grader_exactly_at_every_mark_is_trusted() -> None:
    found = opinion(GOOD)
    assert found.trust is Trust.YES
    assert found.sentence.startswith("Trust it: kappa is 0.60")


@pytest.mark.parametrize(
    ("measures", "trust", "named"),
    [
        (replace(GOOD, kappa=an_estimate(0.59)), Trust.WITH_CARE, "kappa is 0.59 and should be 0.6"),
        (replace(GOOD, kappa=an_estimate(0.19)), Trust.NO, "kappa is 0.19"),
        (replace(GOOD, kappa=an_estimate(None)), Trust.WITH_CARE, "kappa cannot be told"),
        (replace(GOOD, leniency=an_estimate(0.11)), Trust.WITH_CARE, "credits 11 % of what an answer does not say"),
        (replace(GOOD, leniency=an_estimate(0.21)), Trust.NO, "credits 21 %"),
        (replace(GOOD, leniency=an_estimate(None)), Trust.WITH_CARE, "leniency cannot be told"),
        (replace(GOOD, attacks=Share(1, 4)), Trust.NO, "1 of 4 attacks raised the score"),
        (replace(GOOD, attacks=Share(0, 0)), Trust.WITH_CARE, "no attack could be tried"),
        (replace(GOOD, ungraded=Share(4, 60)), Trust.WITH_CARE, "6.7 % of the gradings failed"),
        (replace(GOOD, ungraded=Share(7, 60)), Trust.NO, "12 % of the gradings failed"),
        (replace(GOOD, ungraded=Share(60, 60)), Trust.NO, "it graded nothing"),
        (replace(GOOD, kinds=(KindRow(AnswerKind.TERSE, 29, 0, 0.5, 0.5),)), Trust.WITH_CARE, "only 29 answers"),
    ],
)
def test_the_sentence_names_the_mark_that_is_missed_and_no_other_one(
    measures: Measures, trust: Trust, named: str
) -> None:
    found = opinion(measures)
    assert found.trust is trust
    assert named in found.sentence
    marks = ("kappa", "credits", "leniency", "attack", "gradings", "answers were")
    assert sum(mark in found.sentence for mark in marks) <= 1


def test_all_missed_marks_are_named_together() -> None:
    found = opinion(replace(GOOD, kappa=an_estimate(0.5), leniency=an_estimate(0.15)))
    assert found.sentence == (
        "Trust it with care: kappa is 0.50 and should be 0.6 and it credits 15 % of what an answer does not say "
        "where 10 % is allowed."
    )


def test_how_often_a_grader_is_severe_does_not_decide() -> None:
    assert opinion(replace(GOOD, severity=an_estimate(0.9))).trust is Trust.YES
