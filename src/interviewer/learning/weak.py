"""Which key points are weak: those not met without help when their question was last answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen


@dataclass(frozen=True)
class WeakPoint:
    """A key point that earned less than all of its weight unaided in `attempt`, the last graded one at its question."""

    attempt: Attempt
    seen: PointSeen


def weak_points(attempts: Iterable[Attempt]) -> tuple[WeakPoint, ...]:
    """The weak key points by the last grade of each question, whoever gave it, in the order of their attempts.

    What was not assessed is neither weak nor strong: of such a point the last attempt that assessed it counts.
    """
    last: dict[tuple[str, str], WeakPoint] = {}
    for attempt in sorted(attempts, key=lambda one: (one.at, one.session_id, one.number)):
        for seen in attempt.points if attempt.is_graded else ():
            if seen.unaided is not Verdict.NOT_ASSESSED:
                last.pop((attempt.question_id, seen.point), None)
                last[attempt.question_id, seen.point] = WeakPoint(attempt, seen)
    return tuple(weak for weak in last.values() if weak.seen.unaided is not Verdict.MET)
