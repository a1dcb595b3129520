"""Which key points are weak: those not met without help when their question was last answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen, in_order


@dataclass(frozen=True)
class WeakPoint:
    """A key point that earned less than all of its weight unaided in `attempt`, the last one that assessed it."""

    attempt: Attempt
    seen: PointSeen


def weak_points(attempts: Iterable[Attempt]) -> tuple[WeakPoint, ...]:
    """The weak key points by the last grade of each question, whoever gave it, in the order of their attempts.

    What was not assessed is neither weak nor strong: of such a point the last attempt that assessed it counts. A key
    point is its claim, as in the schedule: ids move when a question file is rearranged. One whose claim the last grade
    does not have was reworded, and is left out.
    """
    last: dict[tuple[str, str], WeakPoint] = {}
    claims: dict[str, set[str]] = {}
    for attempt in in_order(attempts):
        if not attempt.is_graded:
            continue
        claims[attempt.question_id] = {seen.claim for seen in attempt.points}
        for seen in attempt.points:
            if seen.unaided is not Verdict.NOT_ASSESSED:
                last.pop((attempt.question_id, seen.claim), None)
                last[attempt.question_id, seen.claim] = WeakPoint(attempt, seen)
    return tuple(
        weak
        for (question_id, claim), weak in last.items()
        if weak.seen.unaided is not Verdict.MET and claim in claims[question_id]
    )
