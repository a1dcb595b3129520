"""From how strongly pieces say statements, and how they stand to them, to verdicts with evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.grading.similarity.pieces import Piece
from interviewer.grading.similarity.polarity import Stance, is_plainly, stance
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
    """A verdict on a key point and the piece that it rests on."""

    verdict: Verdict
    piece: Piece | None = None


def stances(pieces: Sequence[Piece], target: Target, strength: NDArray[np.float32]) -> list[list[Stance]]:
    """How each piece stands to each key point, for those that are strong enough to matter; others agree.

    A piece is as bad as its worst part: "bagging is sequential, while boosting is parallel" names both sides and
    seems to agree as a whole, but its clauses do not.
    """
    table = [
        [
            _stance(piece, target, point) if strength[row, point] >= PARTIAL else Stance.AGREES
            for point in range(strength.shape[1])
        ]
        for row, piece in enumerate(pieces)
    ]
    for row, piece in enumerate(pieces):
        parts = [part for part, other in enumerate(pieces) if piece.holds(other)]
        for point in range(strength.shape[1]):
            bad = [part for part in parts if table[part][point] is not Stance.AGREES]
            if not bad or table[row][point] is not Stance.AGREES:
                continue
            worst = max(bad, key=lambda part: strength[part, point])
            good = max((strength[part, point] for part in parts if part not in bad), default=0.0)
            if strength[worst, point] >= max(good, TAINT * strength[row, point]):
                table[row][point] = table[worst][point]
    return table


def _stance(piece: Piece, target: Target, point: int) -> Stance:
    return stance(piece.reading, target.points.claims[point], piece.subject)


def floor_of_answer(pieces: Sequence[Piece], strength: NDArray[np.float32], table: list[list[Stance]]) -> float:
    """What no key point's strength reaches by chance in an answer of so many sentences; 0 where one does reach it.

    An answer whose best sentence is no nearer to the question than some sentence of any answer of its length says
    nothing about it, and neither do its other sentences.
    """
    said = max(
        (
            float(strength[row, point])
            for row in range(len(pieces))
            for point in range(strength.shape[1])
            if table[row][point] is Stance.AGREES
        ),
        default=0.0,
    )
    sentences = sum(not any(other.holds(piece) for other in pieces if other is not piece) for piece in pieces)
    anchor = min(HIGHEST_ANCHOR, ANCHOR + ANCHOR_PER_DOUBLING * math.log2(max(1, sentences)))
    return 0.0 if said >= anchor else anchor


def find_point(
    point: int, pieces: Sequence[Piece], strength: NDArray[np.float32], table: list[list[Stance]], floor: float
) -> Found:
    """The verdict on one key point, from its column of `strength` and of `table`."""
    column = strength[:, point]
    agreeing = [row for row in range(len(pieces)) if table[row][point] is Stance.AGREES]
    reversing = [row for row in range(len(pieces)) if table[row][point] is Stance.REVERSES]
    best = max(agreeing, key=lambda row: column[row], default=None)
    worst = max(reversing, key=lambda row: column[row], default=None)
    said = float(column[best]) if best is not None else 0.0
    turned = float(column[worst]) if worst is not None else 0.0
    if worst is not None and turned >= max(REVERSED, floor) and turned > said:
        return Found(Verdict.CONTRADICTED, pieces[_briefest(worst, reversing, pieces, column)])
    if best is not None and said >= max(PARTIAL, floor):
        verdict = Verdict.MET if said >= max(MET, floor) else Verdict.PARTIAL
        return Found(verdict, pieces[_briefest(best, agreeing, pieces, column)])
    return Found(Verdict.MISSED)


def _briefest(row: int, rows: Sequence[int], pieces: Sequence[Piece], column: NDArray[np.float32]) -> int:
    """The shortest part of a piece that says nearly as much: evidence shows the words that matter."""
    parts = [other for other in rows if pieces[row].holds(pieces[other]) and column[other] >= column[row] - BRIEFER]
    return min(parts, key=lambda other: len(pieces[other].unit.text), default=row)


def find_misconceptions(
    pieces: Sequence[Piece],
    target: Target,
    beliefs: NDArray[np.float32],
    truths: NDArray[np.float32],
    points: NDArray[np.float32],
) -> list[tuple[int, int]]:
    """The misconceptions that the pieces state, as (misconception, piece).

    A piece states one where it says the belief strongly, clearly more than its truth and than any key point, and
    does not turn it round. The arguments are strengths, shape (pieces, statements).
    """
    import numpy as np

    found = []
    whole = _of_whole_sentences(pieces, points)
    for belief, claim in enumerate(target.beliefs.claims):
        strongest_other = np.maximum(_of_whole_sentences(pieces, truths[:, [belief]]), whole)
        rows = [
            row
            for row, piece in enumerate(pieces)
            if beliefs[row, belief] >= max(MISCONCEPTION, strongest_other[row] + MISCONCEPTION_LEAD)
            and is_plainly(piece.reading, claim)
            and stance(piece.reading, claim, piece.subject) is Stance.AGREES
        ]
        if rows:
            found.append((belief, max(rows, key=lambda row: beliefs[row, belief])))
    return found


def _of_whole_sentences(pieces: Sequence[Piece], strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """Per piece the greatest of the strengths that it or a piece that holds it has, shape (pieces,)."""
    import numpy as np

    own = strength.max(axis=1, initial=0.0)
    return np.array(
        [
            max([own[row], *(own[at] for at, other in enumerate(pieces) if other.holds(piece))])
            for row, piece in enumerate(pieces)
        ],
        dtype=np.float32,
    )
