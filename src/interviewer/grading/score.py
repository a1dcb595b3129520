"""The score, computed in code from verdicts and levels; no model ever states one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from interviewer.grading.expected import expected_share
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict, Verdict

# The five numbers below were fitted on the development half of the answers benchmark, whose answers have verdicts and,
# given apart from them, a holistic mark. `python -m benchmarks.fit_score` finds them again and tests them on the other
# half.
PARTIAL_CREDIT = 0.5
"""The share of a key point that a part of it earns."""
WEIGHT_POWER = 0.5
"""A key point counts by this power of its weight: three times the weight is 1.7 times the worth."""
EARNED_POWER = 0.8
"""The share that is earned is raised to this power: the first key points of an answer are worth more than the last."""
CONTRADICTED_LOSS = 0.6
"""What an answer that contradicts every key point would lose of what it earns; one that contradicts some, in
proportion."""
MISCONCEPTION_LOSS = 0.1
"""What each stated misconception takes off what is left."""

_CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: PARTIAL_CREDIT, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}

MOST_BEYOND_EARNING = 2
"""At most this many claims beyond the reference earn the credit of a key point of weight 1 each. A convention."""

SCORING = (
    "Scores are computed in code from the verdicts: met counts whole, partial half, by the root of a key point's "
    "weight; the first key points are worth more than the last, contradicting key points costs up to three fifths, and "
    "each stated misconception a tenth of what is left."
)
"""The formula in words, for reports."""

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

    With K the share of the assessed key points that is earned, each counted by the square root of its weight, claims
    beyond the reference counted in and at most 1, X the share that is contradicted with evidence, and m misconceptions:
    K^0.8 * (1 - 0.6 X) * 0.9^m. Each criterion that has a level takes off its share of that times 1 - level/4. Where
    no key point is earned nothing else earns anything, and a better verdict or level never lowers the score. Where the
    verdicts state the credit that they expect, the score is the share of the weight that it comes to, and nothing else.
    """
    assessed = [verdict for verdict in verdicts if verdict.verdict is not Verdict.NOT_ASSESSED]
    expected = expected_share(assessed)
    if expected is not None:
        return rounded(expected)
    total = fsum(_worth(verdict) for verdict in assessed)
    if not total:
        return None
    earned = fsum(_worth(verdict) * (credit_of(verdict) or 0.0) for verdict in assessed)
    earned = min(1.0, (earned + min(len(beyond), MOST_BEYOND_EARNING)) / total)
    wrong = fsum(_worth(verdict) for verdict in assessed if is_contradicted(verdict)) / total
    right = (1 - CONTRADICTED_LOSS * wrong) * (1 - MISCONCEPTION_LOSS) ** len(misconceptions)
    return rounded(earned**EARNED_POWER * right * _left_by(criteria))


def _worth(verdict: PointVerdict) -> float:
    return float(verdict.weight**WEIGHT_POWER)


def is_contradicted(verdict: PointVerdict) -> bool:
    """Whether the answer contradicts the key point, with evidence."""
    return verdict.verdict is Verdict.CONTRADICTED and verdict.supported


def _left_by(criteria: Sequence[CriterionLevel]) -> float:
    """What the criteria leave of the score, 0..1."""
    lost = (level.share * (1 - level.level / HIGHEST_LEVEL) for level in criteria if level.level is not None)
    return max(0.0, 1 - fsum(lost))
