"""When a grader is recommended, and what the sentence names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.evaluation.answers import AnswerKind
from interviewer.grading.evaluation.formulas import Estimate
from interviewer.grading.evaluation.measures import KindRow, Measures, Share
from interviewer.grading.evaluation.recommendation import Recommendation, recommend
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


def test_a_grader_exactly_at_every_mark_is_recommended() -> None:
    found = recommend(GOOD)
    assert found.recommended is Recommendation.YES
    assert found.sentence.startswith("Recommended: kappa is 0.60")


@pytest.mark.parametrize(
    ("measures", "recommended", "named"),
    [
        (replace(GOOD, kappa=an_estimate(0.59)), Recommendation.WITH_CARE, "kappa is 0.59 and should be 0.6"),
        (replace(GOOD, kappa=an_estimate(0.19)), Recommendation.NO, "kappa is 0.19"),
        (replace(GOOD, kappa=an_estimate(None)), Recommendation.WITH_CARE, "kappa cannot be computed"),
        (
            replace(GOOD, leniency=an_estimate(0.11)),
            Recommendation.WITH_CARE,
            "credits 11 % of what an answer does not say",
        ),
        (replace(GOOD, leniency=an_estimate(0.21)), Recommendation.NO, "credits 21 %"),
        (replace(GOOD, leniency=an_estimate(None)), Recommendation.WITH_CARE, "leniency cannot be computed"),
        (replace(GOOD, attacks=Share(1, 4)), Recommendation.NO, "1 of 4 attacks raised the score"),
        (replace(GOOD, attacks=Share(0, 0)), Recommendation.WITH_CARE, "no attack could be tested"),
        (replace(GOOD, ungraded=Share(4, 60)), Recommendation.WITH_CARE, "6.7 % of the gradings failed"),
        (replace(GOOD, ungraded=Share(7, 60)), Recommendation.NO, "12 % of the gradings failed"),
        (replace(GOOD, ungraded=Share(60, 60)), Recommendation.NO, "it graded nothing"),
        (
            replace(GOOD, kinds=(KindRow(AnswerKind.TERSE, 29, 0, 0.5, 0.5),)),
            Recommendation.WITH_CARE,
            "only 29 answers",
        ),
    ],
)
def test_the_sentence_names_the_mark_that_is_missed_and_no_other_one(
    measures: Measures, recommended: Recommendation, named: str
) -> None:
    found = recommend(measures)
    assert found.recommended is recommended
    assert named in found.sentence
    marks = ("kappa", "credits", "leniency", "attack", "gradings", "answers were")
    assert sum(mark in found.sentence for mark in marks) <= 1


def test_all_missed_marks_are_named_together() -> None:
    found = recommend(replace(GOOD, kappa=an_estimate(0.5), leniency=an_estimate(0.15)))
    assert found.sentence == (
        "Recommended with care: kappa is 0.50 and should be 0.6 and it credits 15 % of what an answer does not say "
        "where 10 % is allowed."
    )


def test_how_often_a_grader_is_severe_does_not_decide() -> None:
    assert recommend(replace(GOOD, severity=an_estimate(0.9))).recommended is Recommendation.YES
