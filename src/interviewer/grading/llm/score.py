"""The score of a judgement by a language model, computed in code from verdicts and levels."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.grading.rubric import LEVELS, Rubric
from interviewer.grading.score import MISCONCEPTION_PENALTY, credit_of
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict

MOST_BEYOND_EARNING = 2
"""So many claims beyond the reference earn the credit of a key point of weight 1 each. A convention."""


def llm_score(
    verdicts: Sequence[PointVerdict],
    misconceptions: Sequence[MisconceptionFound],
    criteria: Sequence[CriterionLevel],
    beyond: Sequence[Beyond],
    rubric: Rubric,
) -> float | None:
    """The score, 0..1, or None where no key point was assessed.

    With K the share of the assessed key points' weight that is earned, claims beyond the reference counted in and at
    most 1, C the weighted mean of level/4 over the criteria that have a level, and s the rubric's share for key points:
    s*K + (1-s)*C*min(1, 2K), less the penalty for each misconception, and at least 0. Where no criterion has a level it
    is K less the penalty. The factor min(1, 2K) keeps style from lifting an answer that states little.
    """
    points = _points_share(verdicts, beyond)
    if points is None:
        return None
    level = _mean_level(criteria, rubric)
    share = rubric.key_points
    score = points if level is None else share * points + (1 - share) * level * min(1.0, 2 * points)
    return min(1.0, max(0.0, score - MISCONCEPTION_PENALTY * len(misconceptions)))


def _points_share(verdicts: Sequence[PointVerdict], beyond: Sequence[Beyond]) -> float | None:
    credits_ = [(credit_of(verdict), verdict.weight) for verdict in verdicts]
    weight = sum(weight for credit, weight in credits_ if credit is not None)
    if not weight:
        return None
    earned = sum(credit * weight for credit, weight in credits_ if credit is not None)
    return min(1.0, (earned + min(len(beyond), MOST_BEYOND_EARNING)) / weight)


def _mean_level(criteria: Sequence[CriterionLevel], rubric: Rubric) -> float | None:
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    levels = [
        (criterion.level, weights[criterion.criterion])
        for criterion in criteria
        if criterion.level is not None and criterion.criterion in weights
    ]
    weight = sum(weight for _, weight in levels)
    if not weight:
        return None
    return sum(level * weight for level, weight in levels) / (weight * (LEVELS - 1))
