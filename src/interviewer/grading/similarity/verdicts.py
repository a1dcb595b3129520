"""From how strongly segments say statements, and how they stand to them, to verdicts with evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.grading.similarity.polarity import RelationKind, is_plainly, relation_kind
from interviewer.grading.similarity.segments import Segment
from interviewer.grading.similarity.target import Target
from interviewer.grading.similarity.thresholds import (
    ANCHOR,
    ANCHOR_PER_DOUBLING,
    BRIEFER,
    HIGHEST_ANCHOR,
    MET,
    MISCONCEPTION,
    MISCONCEPTION_LEAD,
    PARTIAL,
    REVERSED,
    TAINT,
)
from interviewer.grading.verdict import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Found:
    """A verdict on a key point and the segment that it rests on."""

    verdict: Verdict
    segment: Segment | None = None


def relation_kinds(
    segments: Sequence[Segment], target: Target, strength: NDArray[np.float32]
) -> list[list[RelationKind]]:
    """How each segment stands to each key point, for those that are strong enough to matter; others agree.

    A segment is as bad as its worst part: "bagging is sequential, while boosting is parallel" names both sides and
    seems to agree as a whole, but its clauses do not.
    """
    table = [
        [
            _relation_kind(segment, target, point) if strength[row, point] >= PARTIAL else RelationKind.ENTAILS
            for point in range(strength.shape[1])
        ]
        for row, segment in enumerate(segments)
    ]
    for row, segment in enumerate(segments):
        parts = [part for part, other in enumerate(segments) if segment.holds(other)]
        for point in range(strength.shape[1]):
            bad = [part for part in parts if table[part][point] is not RelationKind.ENTAILS]
            if not bad or table[row][point] is not RelationKind.ENTAILS:
                continue
            worst = max(bad, key=lambda part: strength[part, point])
            good = max((strength[part, point] for part in parts if part not in bad), default=0.0)
            if strength[worst, point] >= max(good, TAINT * strength[row, point]):
                table[row][point] = table[worst][point]
    return table


def _relation_kind(segment: Segment, target: Target, point: int) -> RelationKind:
    return relation_kind(segment.features, target.points.claims[point], segment.subject)


def floor_of_answer(
    segments: Sequence[Segment], strength: NDArray[np.float32], table: list[list[RelationKind]]
) -> float:
    """What no key point's strength reaches by chance in an answer of so many sentences; 0 where one does reach it.

    An answer whose best sentence is no nearer to the question than some sentence of any answer of its length says
    nothing about it, and neither do its other sentences.
    """
    said = max(
        (
            float(strength[row, point])
            for row in range(len(segments))
            for point in range(strength.shape[1])
            if table[row][point] is RelationKind.ENTAILS
        ),
        default=0.0,
    )
    sentences = sum(not any(other.holds(segment) for other in segments if other is not segment) for segment in segments)
    anchor = min(HIGHEST_ANCHOR, ANCHOR + ANCHOR_PER_DOUBLING * math.log2(max(1, sentences)))
    return 0.0 if said >= anchor else anchor


def find_point(
    point: int,
    segments: Sequence[Segment],
    strength: NDArray[np.float32],
    table: list[list[RelationKind]],
    floor: float,
) -> Found:
    """The verdict on one key point, from its column of `strength` and of `table`."""
    column = strength[:, point]
    agreeing = [row for row in range(len(segments)) if table[row][point] is RelationKind.ENTAILS]
    reversing = [row for row in range(len(segments)) if table[row][point] is RelationKind.CONTRADICTS]
    best = max(agreeing, key=lambda row: column[row], default=None)
    worst = max(reversing, key=lambda row: column[row], default=None)
    said = float(column[best]) if best is not None else 0.0
    turned = float(column[worst]) if worst is not None else 0.0
    if worst is not None and turned >= max(REVERSED, floor) and turned > said:
        return Found(Verdict.CONTRADICTED, segments[_briefest(worst, reversing, segments, column)])
    if best is not None and said >= max(PARTIAL, floor):
        verdict = Verdict.MET if said >= max(MET, floor) else Verdict.PARTIAL
        return Found(verdict, segments[_briefest(best, agreeing, segments, column)])
    return Found(Verdict.MISSED)


def _briefest(row: int, rows: Sequence[int], segments: Sequence[Segment], column: NDArray[np.float32]) -> int:
    """The shortest part of a segment that says nearly as much: evidence shows the words that matter."""
    parts = [other for other in rows if segments[row].holds(segments[other]) and column[other] >= column[row] - BRIEFER]
    return min(parts, key=lambda other: len(segments[other].unit.text), default=row)


def find_misconceptions(
    segments: Sequence[Segment],
    target: Target,
    beliefs: NDArray[np.float32],
    truths: NDArray[np.float32],
    points: NDArray[np.float32],
) -> list[tuple[int, int]]:
    """The misconceptions that the segments state, as (misconception, segment).

    A segment states one where it says the belief strongly, clearly more than its truth and than any key point, and
    does not turn it round. The arguments are strengths, shape (segments, statements).
    """
    import numpy as np

    found = []
    whole = _of_whole_sentences(segments, points)
    for belief, claim in enumerate(target.beliefs.claims):
        strongest_other = np.maximum(_of_whole_sentences(segments, truths[:, [belief]]), whole)
        rows = [
            row
            for row, segment in enumerate(segments)
            if beliefs[row, belief] >= max(MISCONCEPTION, strongest_other[row] + MISCONCEPTION_LEAD)
            and is_plainly(segment.features, claim)
            and relation_kind(segment.features, claim, segment.subject) is RelationKind.ENTAILS
        ]
        if rows:
            found.append((belief, max(rows, key=lambda row: beliefs[row, belief])))
    return found


def _of_whole_sentences(segments: Sequence[Segment], strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """Per segment the greatest of the strengths that it or a segment that holds it has, shape (segments,)."""
    import numpy as np

    own = strength.max(axis=1, initial=0.0)
    return np.array(
        [
            max([own[row], *(own[at] for at, other in enumerate(segments) if other.holds(segment))])
            for row, segment in enumerate(segments)
        ],
        dtype=np.float32,
    )
