"""Combines several votes on one key point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict, Verdict


def outcome(votes: Sequence[PointVerdict]) -> PointVerdict:
    """The verdict that more than half of the votes give, with the first such vote's evidence.

    A vote without evidence that counts is one for missed. Without a majority the lowest vote counts: a tie fails.
    """
    counted = [Verdict.MISSED if not vote.supported else vote.verdict for vote in votes]
    winner, count = Counter(counted).most_common(1)[0]
    if 2 * count > len(votes):
        chosen = votes[counted.index(winner)]
    else:
        lowest = min(range(len(votes)), key=lambda number: credit_of(votes[number]) or 0.0)
        chosen, winner = votes[lowest], counted[lowest]
    if chosen.supported and chosen.verdict is winner:
        return replace(chosen, votes=tuple(counted))
    return replace(chosen, verdict=Verdict.MISSED, evidence=(), supported=True, votes=tuple(counted))
