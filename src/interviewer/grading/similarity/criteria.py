"""Which criteria of a rubric similarity can judge, and at which level."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.grading.score import credit_of
from interviewer.grading.verdict import CriterionLevel, PointVerdict

COMPLETENESS = "completeness"
_LEVELS = (0.0, 0.35, 0.65, 0.9)
"""The shares of the key points' weight above which completeness is at level 1, 2, 3 and 4. A convention."""
_NOT_ASSESSED = {
    "correctness": "Similarity can tell what the key points and misconceptions cover, not whether the rest is true.",
    "depth": "Similarity cannot tell how deep an explanation goes.",
    "clarity": "Similarity cannot tell how clearly an answer is written.",
}


def criteria(verdicts: Sequence[PointVerdict], why_not: str | None) -> tuple[CriterionLevel, ...]:
    """Completeness from the verdicts, or not assessed because of `why_not`; every other criterion not assessed."""
    others = tuple(CriterionLevel(name, None, reason) for name, reason in _NOT_ASSESSED.items())
    credits_ = [(credit_of(verdict), verdict.weight) for verdict in verdicts]
    weight = sum(weight for credit, weight in credits_ if credit is not None)
    if why_not is not None or not weight:
        return (CriterionLevel(COMPLETENESS, None, why_not or "None of the key points could be assessed."), *others)
    share = sum(credit * weight for credit, weight in credits_ if credit is not None) / weight
    level = sum(share > bound for bound in _LEVELS)
    return (CriterionLevel(COMPLETENESS, level, f"{share:.0%} of the key points' weight is covered."), *others)
