"""The score, computed in code from verdicts and levels; no model ever states one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from interviewer.grading.expected import expected_share
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict, Verdict

_CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}

MISCONCEPTION_PENALTY = 0.15
"""What each stated misconception takes off the score. A convention of this project, not a fitted number."""

MOST_BEYOND_EARNING = 2
"""At most this many claims beyond the reference earn the credit of a key point of weight 1 each. A convention."""

HIGHEST_LEVEL = 4

SCORE_DIGITS = 10
"""The decimals of a score, and of whatever is computed from scores: enough for a third of a third, and too few to show
the noise of binary fractions (0.30000000000000004)."""


def rounded(score: float) -> float:
    """A score, or a figure computed from scores, as it is stored and shown."""
    return round(score, SCORE_DIGITS)


def mean_score(scores: Iterable[float]) -> float:
    """The mean of one or more scores, as it is shown."""
    found = tuple(scores)
    return rounded(fsum(found) / len(found))


def credit_of(verdict: PointVerdict) -> float | None:
    """The share of its weight that a key point earns, 0..1, or None where it was not assessed.

    A verdict whose evidence did not hold earns nothing.
    """
    if verdict.verdict is Verdict.NOT_ASSESSED:
        return None
    return _CREDIT[verdict.verdict] if verdict.supported else 0.0


def score_of(
    verdicts: Iterable[PointVerdict],
    misconceptions: Sequence[MisconceptionFound] = (),
    criteria: Sequence[CriterionLevel] = (),
    beyond: Sequence[Beyond] = (),
) -> float | None:
    """The score, 0..1, rounded, or None where no key point was assessed.

    With K the share of the assessed key points' weight that is earned, claims beyond the reference counted in and at
    most 1, C the mean of level/4 over the criteria that have a level, weighted by their shares, and s what the shares
    of all criteria leave of 1: s*K + (1-s)*C*min(1, 2K), less the penalty for each misconception, and at least 0. Where
    no criterion with a share has a level it is K less the penalty. The factor min(1, 2K) keeps style from lifting an
    answer that states little. Where the verdicts state the credit that they expect, the score is the share of the
    weight that comes to, and nothing else.
    """
    found = tuple(verdicts)
    expected = expected_share(found)
    if expected is not None:
        return rounded(expected)
    points = _points_share(found, beyond)
    if points is None:
        return None
    score = points
    level = _mean_level(criteria)
    if level is not None:
        share = sum(criterion.share for criterion in criteria)
        score = (1 - share) * points + share * level * min(1.0, 2 * points)
    return rounded(min(1.0, max(0.0, score - MISCONCEPTION_PENALTY * len(misconceptions))))


def _points_share(verdicts: Iterable[PointVerdict], beyond: Sequence[Beyond]) -> float | None:
    credits_ = [(credit_of(verdict), verdict.weight) for verdict in verdicts]
    weight = sum(weight for credit, weight in credits_ if credit is not None)
    if not weight:
        return None
    earned = sum(credit * weight for credit, weight in credits_ if credit is not None)
    return min(1.0, (earned + min(len(beyond), MOST_BEYOND_EARNING)) / weight)


def _mean_level(criteria: Sequence[CriterionLevel]) -> float | None:
    levels = [(criterion.level, criterion.share) for criterion in criteria if criterion.level is not None]
    shares = sum(share for _, share in levels)
    if not shares:
        return None
    return sum(level * share for level, share in levels) / (shares * HIGHEST_LEVEL)
