"""What an answer's segments and a question's prototypes are to each other, in numbers that a model can be fitted on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.grading.similarity.contrast import subject_stems
from interviewer.grading.similarity.coverage import IdfWeights, coverage
from interviewer.grading.similarity.keyword_stuffing import function_word_ratio
from interviewer.grading.similarity.prototypes import Prototypes, Wordings
from interviewer.grading.similarity.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_NEAREST = 3
"""How many of a key point's right wordings are averaged: one alone can be near by chance."""
_APART = -1.0
"""The least cosine there is."""

_TELLING = 2
"""From how many stems of the question's wordings on a segment is about the question."""

OF_ANSWER = ("answer asks", "answer calls false", "answer function words", "answer speaks of falsehood", "answer plans")
OF_POINT = (
    "right", "claim", "right of three", "partial", "wrong", "vague", "other point", "belief", "truth",
    "right less wrong", "three less wrong", "right less other", "right less belief", "right less partial",
    "right less vague", "covered", "most covered", "right where most covered", "title", "asked", "hedges",
    "called false", "function words", "length", "planned", "more negators than right", "worst wrong",
    "worst right", "worst lead", "most right", "most wrong", "most right less most wrong", "second right",
    "right words", "wrong words", "right less wrong words", "right pairs", "wrong pairs", "pairs covered",
    "worst words", *OF_ANSWER,
)  # fmt: skip
"""Per key point: cosines of the segment that says it best ("worst": of the one that most says it wrong), of any segment
("most"), what that segment covers of the claim's words, which words and pairs of right and of wrong wordings it has,
and how it is put."""
OF_BELIEF = (
    "belief", "truth", "belief less truth", "right", "belief less right", "wrong", "asked", "hedges", "called false",
    "length", "negators", "most belief", *OF_ANSWER,
)  # fmt: skip
"""Per misconception: the same of the segment that states it most."""


@dataclass(frozen=True)
class Likeness:
    """The features of one answer, rows by key point and by misconception, and the segments that they rest on.

    `best` and `worst` are, per key point, the segments that say it best and that most say it wrong; `said` those that
    state each misconception most. `nearest_right`, `nearest_wrong` and `nearest_said` are the places of the nearest
    wordings among those of their sort, -1 where there are none. `denied` says of each misconception whether the words
    that are nearest to it negate more than the wording that they are nearest to.
    """

    points: Matrix
    beliefs: Matrix
    best: tuple[int, ...]
    worst: tuple[int, ...]
    said: tuple[int, ...]
    nearest_right: tuple[int, ...]
    nearest_wrong: tuple[int, ...]
    nearest_said: tuple[int, ...]
    denied: tuple[bool, ...]


def likeness(
    answer: str, segments: Sequence[Segment], vectors: Matrix, prototypes: Prototypes, idf: IdfWeights
) -> Likeness:
    """The features of an answer with at least one segment; `vectors` are the segments', each of length 1."""
    import numpy as np

    near = vectors @ prototypes.vectors.T
    _set_apart(near, segments, prototypes)
    right = _columns(near, [point.right for point in prototypes.points])
    claim = near[:, [point.right.rows.start for point in prototypes.points]]
    three = np.stack([_mean_of_nearest(near[:, point.right.rows]) for point in prototypes.points], axis=1)
    partial = _columns(near, [point.partial for point in prototypes.points])
    wrong = _columns(near, [point.wrong for point in prototypes.points])
    vague = _columns(near, [point.vague for point in prototypes.points])
    said = _columns(near, [belief.said for belief in prototypes.beliefs])
    denied = _columns(near, [belief.denied for belief in prototypes.beliefs])
    covered = coverage(prototypes.statements, [segment.stems for segment in segments], idf)
    title = vectors @ prototypes.title
    manner = _manners(segments)
    belief = said.max(axis=1) if said.shape[1] else np.full(len(segments), np.nan, np.float32)
    truth = denied.max(axis=1) if said.shape[1] else np.full(len(segments), np.nan, np.float32)
    whole = _of_answer(answer, segments, prototypes.telling)
    best = (three + 0.3 * right).argmax(axis=0)
    has_wrong = not bool(np.isnan(wrong).all())
    worst = (wrong - 0.3 * right).argmax(axis=0) if has_wrong else best
    nearest_right = tuple(_nearest(near, int(at), p.right) for at, p in zip(best, prototypes.points, strict=True))
    points = []
    for point in range(right.shape[1]):
        at, bad, most_covered = int(best[point]), int(worst[point]), int(covered[:, point].argmax())
        other = np.delete(right[at], point).max(initial=-1.0)
        ranked = np.sort(right[:, point])
        points_of = prototypes.points[point]
        lexis = points_of.lexis
        points.append(
            (
                right[at, point], claim[at, point], three[at, point], partial[at, point], wrong[at, point],
                vague[at, point], other, belief[at], truth[at], right[at, point] - wrong[at, point],
                three[at, point] - wrong[at, point], right[at, point] - other, right[at, point] - belief[at],
                right[at, point] - partial[at, point], right[at, point] - vague[at, point], covered[at, point],
                covered[:, point].max(), right[most_covered, point] if covered[:, point].any() else np.nan,
                title[at], *manner[at, :6], manner[at, 6] - points_of.right.negators[nearest_right[point]],
                wrong[bad, point],
                right[bad, point], wrong[bad, point] - right[bad, point], right[:, point].max(), wrong[:, point].max(),
                right[:, point].max() - wrong[:, point].max(), ranked[-2] if len(ranked) > 1 else np.nan,
                *lexis.features(segments[at].stems, segments[at].pairs, idf), lexis.lead(segments[bad].stems, idf),
                *whole,
            )
        )  # fmt: skip
    stated = (said - 0.3 * denied).argmax(axis=0)
    nearest_said = tuple(_nearest(near, int(at), b.said) for at, b in zip(stated, prototypes.beliefs, strict=True))
    beliefs = [
        (
            said[at, n], denied[at, n], said[at, n] - denied[at, n], right[at].max(), said[at, n] - right[at].max(),
            wrong[at].max(), *manner[at, [0, 1, 2, 4, 6]], said[:, n].max(), *whole,
        )
        for n, at in enumerate(stated)
    ]  # fmt: skip
    return Likeness(
        points=np.array(points, dtype=np.float32).reshape(-1, len(OF_POINT)),
        beliefs=np.array(beliefs, dtype=np.float32).reshape(-1, len(OF_BELIEF)),
        best=tuple(map(int, best)),
        worst=tuple(map(int, worst)),
        said=tuple(map(int, stated)),
        nearest_right=nearest_right,
        nearest_wrong=tuple(_nearest(near, int(at), p.wrong) for at, p in zip(worst, prototypes.points, strict=True)),
        nearest_said=nearest_said,
        denied=tuple(
            place >= 0 and segments[int(at)].manner.negators > one.said.negators[place]
            for at, place, one in zip(stated, nearest_said, prototypes.beliefs, strict=True)
        ),
    )


def _set_apart(near: Matrix, segments: Sequence[Segment], prototypes: Prototypes) -> None:
    """What is about another side of a comparison is not near to the right wordings of this side, however it sounds."""
    subjects = [subject_stems(segment.text) for segment in segments]
    for point in prototypes.points:
        if point.side.own:
            for at, segment in enumerate(segments):
                if point.side.is_confused(subjects[at], segment.stems):
                    near[at, point.right.rows] = _APART


def _columns(near: Matrix, wordings: Sequence[Wordings]) -> Matrix:
    """Per segment the greatest cosine to any of each wordings, NaN where there are none, (segments, wordings)."""
    import numpy as np

    empty = np.full(len(near), np.nan, dtype=np.float32)
    some = [near[:, one.rows].max(axis=1) if one.texts else empty for one in wordings]
    return np.stack(some, axis=1) if some else np.empty((len(near), 0), dtype=np.float32)


def _mean_of_nearest(near: Matrix) -> Matrix:
    import numpy as np

    mean: Matrix = np.sort(near, axis=1)[:, -_NEAREST:].mean(axis=1)
    return mean


def _nearest(near: Matrix, segment: int, wordings: Wordings) -> int:
    return int(near[segment, wordings.rows].argmax()) if wordings.texts else -1


def _manners(segments: Sequence[Segment]) -> Matrix:
    """Per segment: asked, hedges, called false, function words, length, planned, negators."""
    import numpy as np

    manners = [(s.manner, _length(s.text)) for s in segments]
    rows = [
        (m.asked, m.hedges, m.called_false, m.function_words, length, m.planned, m.negators) for m, length in manners
    ]
    return np.array(rows, dtype=np.float32)


def _of_answer(answer: str, segments: Sequence[Segment], telling: frozenset[str]) -> tuple[float, ...]:
    """How an answer is put as a whole; nothing of this grows with its length.

    Only what has _TELLING of the `telling` stems counts: "Does that answer your question?" makes no answer a question.
    """
    speaking = [segment for segment in segments if len(segment.stems & telling) >= _TELLING] or segments
    asks, false, plans = (float(value) for value in _manners(speaking)[:, [0, 2, 5]].mean(axis=0))
    speaks = float(any(segment.manner.called_false for segment in speaking))
    return (asks, false, function_word_ratio(answer), speaks, plans)


def _length(text: str) -> float:
    return math.log1p(len(text.split()))
