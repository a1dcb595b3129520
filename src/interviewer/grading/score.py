"""The score, computed in code from verdicts; no model ever states one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict

_CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}

MISCONCEPTION_PENALTY = 0.15
"""What each stated misconception takes off the score. A convention of this project, not a fitted number."""


def credit_of(verdict: PointVerdict) -> float | None:
    """The share of its weight that a key point earns, 0..1, or None where it was not assessed.

    A verdict whose evidence did not hold earns nothing.
    """
    if verdict.verdict is Verdict.NOT_ASSESSED:
        return None
    return _CREDIT[verdict.verdict] if verdict.supported else 0.0


def score_of(verdicts: Iterable[PointVerdict], misconceptions: Sequence[MisconceptionFound] = ()) -> float | None:
    """The weighted mean credit of the assessed key points less the penalty for misconceptions, in 0..1.

    None where nothing could be assessed.
    """
    earned = 0.0
    weight = 0
    for verdict in verdicts:
        credit = credit_of(verdict)
        if credit is not None:
            earned += credit * verdict.weight
            weight += verdict.weight
    if weight == 0:
        return None
    return max(0.0, earned / weight - MISCONCEPTION_PENALTY * len(misconceptions))
