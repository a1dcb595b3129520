"""Verdicts come from relations alone; of the criteria completeness is assessed, the rest is not."""

from __future__ import annotations

import pytest

from interviewer.grading.grader import GradingRequest
from interviewer.grading.relation import Relation, Relations
from interviewer.grading.similarity.verdicts import COMPLETENESS, criteria, judgement_of, not_assessed, verdict_of
from interviewer.grading.verdict import CriterionLevel, Evidence, PointVerdict, Verdict
from tests.factories import a_question

SAID = Evidence(0, 5, "Units")


def levels(*verdicts: Verdict, why_not: str | None = None) -> dict[str, CriterionLevel]:
    points = [PointVerdict(f"k{n}", "claim", 1, verdict) for n, verdict in enumerate(verdicts)]
    return {level.criterion: level for level in criteria(points, why_not)}


@pytest.mark.parametrize(
    ("met", "level"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)], ids=["none", "a quarter", "half", "most", "all"]
)
def test_completeness_follows_the_share_that_is_covered(met: int, level: int) -> None:
    found = levels(*[Verdict.MET] * met, *[Verdict.MISSED] * (4 - met))
    assert found[COMPLETENESS].level == level


def test_what_similarity_cannot_judge_is_not_assessed_with_a_reason() -> None:
    found = levels(Verdict.MET)
    others = [level for name, level in found.items() if name != COMPLETENESS]
    assert {level.criterion for level in others} == {"correctness", "depth", "clarity"}
    assert all(level.level is None and level.reason for level in others)


def test_an_answer_that_could_not_be_assessed_has_no_completeness() -> None:
    assert levels(Verdict.NOT_ASSESSED, why_not="Not English.")[COMPLETENESS] == CriterionLevel(
        COMPLETENESS, None, "Not English."
    )


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [
        (Relation(), Verdict.MISSED),
        (Relation(0.3), Verdict.MISSED),
        (Relation(0.4), Verdict.PARTIAL),
        (Relation(0.7), Verdict.MET),
        (Relation(0.3, 0.7), Verdict.CONTRADICTED),
        (Relation(0.7, 0.3), Verdict.MET),
        (Relation(0.0, 0.6), Verdict.MISSED),
    ],
)
def test_a_verdict_follows_from_the_probabilities(relation: Relation, verdict: Verdict) -> None:
    assert verdict_of(relation) is verdict


def test_a_judgement_takes_verdicts_misconceptions_and_evidence_from_relations() -> None:
    question = a_question(weights=(3, 2))
    points = (Relation(0.9, evidence=(SAID,)), Relation(0.1, evidence=(SAID,)))
    beliefs = (Relation(0.8, evidence=(SAID,)),) * len(question.misconceptions)
    found = judgement_of(GradingRequest(question, "Units", question.title), Relations(points, beliefs))
    assert [(verdict.verdict, verdict.evidence) for verdict in found.verdicts] == [
        (Verdict.MET, (SAID,)),
        (Verdict.MISSED, ()),
    ]
    assert [wrong.evidence for wrong in found.misconceptions] == [(SAID,)] * len(question.misconceptions)


def test_a_verdict_states_the_credit_that_it_expects() -> None:
    question = a_question(weights=(3, 2))
    points = (Relation(0.123456, 0.2), Relation(0.4, 0.6))
    found = judgement_of(GradingRequest(question, "Units", question.title), Relations(points, (Relation(),)))
    assert [verdict.expected for verdict in found.verdicts] == [0.1235, 0.4]


def test_an_answer_that_cannot_be_read_expects_nothing() -> None:
    question = a_question(weights=(3, 2))
    found = not_assessed(GradingRequest(question, "Units", question.title), "Not English.")
    assert {(verdict.verdict, verdict.expected) for verdict in found.verdicts} == {(Verdict.NOT_ASSESSED, None)}
    assert found.misconceptions == ()
