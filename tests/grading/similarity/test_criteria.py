"""Criteria: completeness is assessed, the rest is not."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.criteria import COMPLETENESS, criteria
from interviewer.grading.verdict import CriterionLevel, PointVerdict, Verdict


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
