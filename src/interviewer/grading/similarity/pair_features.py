"""What the pair reader makes of an answer's segments beside the wordings that they are nearest to, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from interviewer.grading.similarity.prototypes import PointPrototypes
from interviewer.grading.similarity.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Pair = tuple[str, str]
Compare = Callable[[Sequence[Pair]], "Matrix"]
"""Gives for each pair of texts the log-odds that the first says the second, and that it denies it, (pairs, 2)."""

OF_PAIRS = ("says", "says any", "says claim", "denies", "denies any")
"""Per key point, of the segment that says it best beside the claim and the other right wording that it is nearest to:
the mean, the most, and that of the claim. More wordings, and the segment that most says it wrong, add little for
two and a half times as many pairs (docs/similarity-grader.md)."""


def read_pairs(
    segments: Sequence[Segment],
    near: Matrix,
    points: Sequence[PointPrototypes],
    best: Sequence[int],
    compare: Compare | None,
) -> Matrix:
    """The features of key points, columns OF_PAIRS.

    `near` are the cosines of the segments to every wording, shape (segments, wordings); `best` are the segments that
    say each key point best. A key point that no segment is near to is not read, and none without `compare`: its
    features are NaN. Raises what `compare` raises.
    """
    import numpy as np

    features = np.full((len(points), len(OF_PAIRS)), np.nan, np.float32)
    if compare is None:
        return features
    pairs: dict[Pair, int] = {}
    rows = []
    for row, at, point in zip(features, best, points, strict=True):
        cosines = near[at, point.right.rows]
        if cosines.max() >= point.least_near:
            beside = [0, 1 + int(cosines[1:].argmax())] if point.exemplified else [0]
            texts = [point.right.texts[n] for n in beside]
            rows.append((row, [pairs.setdefault((segments[at].text, text), len(pairs)) for text in texts]))
    if not pairs:
        return features
    read = compare(list(pairs))
    for row, own in rows:
        says, denies = read[own].T
        row[:] = says.mean(), says.max(), says[0], denies.mean(), denies.max()
    return features
