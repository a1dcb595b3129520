"""Which key point to probe next, with a check that the probe does not give it away."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.corpus.giveaway import gives_away
from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict


def unmet_points(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points that earned less than full credit, heaviest first, in the order of the question.

    A key point without a verdict is unmet; one that was not assessed is left out.
    """
    credit = {verdict.point: credit_of(verdict) for verdict in verdicts}
    unmet = []
    for point in question.key_points:
        earned = credit.get(point.id, 0.0)
        if earned is not None and earned < 1.0:
            unmet.append(point)
    return sorted(unmet, key=lambda point: -point.weight)


def next_probe(question: Question, candidates: Iterable[KeyPoint], used: frozenset[str]) -> KeyPoint | None:
    """The first of `candidates` whose probe has not been used yet and gives nothing away, or None."""
    for point in candidates:
        if point.id not in used and not gives_away(point.probe, point.claim, question.title):
            return point
    return None
