"""Combines several votes on one key point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from interviewer.grading.verdict import PointVerdict, Verdict

_ORDER = (Verdict.CONTRADICTED, Verdict.MISSED, Verdict.PARTIAL, Verdict.MET)


def outcome(votes: Sequence[PointVerdict]) -> PointVerdict:
    """The middle one of the votes, from contradicted to met, with the first such vote's evidence.

    A verdict that more than half give is always the middle one. Where the number is even and the two in the middle
    differ, the one nearer to the first vote counts: that is one more draw from the same model, so a tie pulls neither
    up nor down. A vote without evidence that counts is one for missed.
    """
    counted = [vote.verdict if vote.supported else Verdict.MISSED for vote in votes]
    ranks = [_ORDER.index(verdict) for verdict in counted]
    middle = sorted(ranks)[(len(ranks) - 1) // 2 : len(ranks) // 2 + 1]
    winner = _ORDER[min(middle, key=lambda rank: abs(rank - ranks[0]))]
    chosen = votes[counted.index(winner)]
    if chosen.supported:
        return replace(chosen, votes=tuple(counted))
    return replace(chosen, verdict=Verdict.MISSED, evidence=(), supported=True, votes=tuple(counted))
