"""What an answer's segments and a question's prototypes are to each other, in numbers that a model can be fitted on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.grading.similarity.contrast import subject_stems
from interviewer.grading.similarity.coverage import IdfWeights, coverage
from interviewer.grading.similarity.keyword_stuffing import function_word_ratio
from interviewer.grading.similarity.pair_features import OF_PAIRS, Compare, read_pairs
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

_SPOKEN_OF = 0.5
"""The cosine to a right wording from which a segment speaks of its key point."""
_TELLING = 2
"""From how many stems of the question's wordings on a segment is about the question."""

OF_ANSWER = (
    "answer asks", "answer calls false", "answer function words", "answer speaks of falsehood", "answer plans",
    "answer goes both ways", "answer negates",
)  # fmt: skip
OF_POINT = (
    "right", "claim", "right of three", "partial", "wrong", "vague", "other point", "belief", "truth",
    "right less wrong", "three less wrong", "right less other", "right less belief", "right less partial",
    "right less vague", "covered", "most covered", "right where most covered", "title", "asked", "hedges",
    "called false", "function words", "length", "planned", "more negators than right", "worst wrong",
    "worst right", "worst lead", "most right", "most wrong", "most right less most wrong", "second right",
    "right words", "wrong words", "right less wrong words", "right pairs", "wrong pairs", "pairs covered",
    "worst words", *OF_ANSWER, *OF_PAIRS,
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


@dataclass(frozen=True)
class _Near:
    """Cosines of segments, a row each, to the nearest wording of a sort: a column for each key point or misconception.

    `every` are those to each wording, `belief` and `truth` those to the nearest of all misconceptions, `title` those to
    the question.
    """

    every: Matrix
    right: Matrix
    claim: Matrix
    three: Matrix
    partial: Matrix
    wrong: Matrix
    vague: Matrix
    said: Matrix
    denied: Matrix
    belief: Matrix
    truth: Matrix
    title: Matrix

    @classmethod
    def of(cls, segments: Sequence[Segment], vectors: Matrix, prototypes: Prototypes) -> _Near:
        """Those of segments with these vectors."""
        import numpy as np

        near = vectors @ prototypes.vectors.T
        _set_apart(near, segments, prototypes)
        points, beliefs = prototypes.points, prototypes.beliefs
        said = _columns(near, [belief.said for belief in beliefs])
        denied = _columns(near, [belief.denied for belief in beliefs])
        none = np.full(len(near), np.nan, np.float32)
        return cls(
            every=near,
            right=_columns(near, [point.right for point in points]),
            claim=near[:, [point.right.rows.start for point in points]],
            three=np.stack([_mean_of_nearest(near[:, point.right.rows]) for point in points], axis=1),
            partial=_columns(near, [point.partial for point in points]),
            wrong=_columns(near, [point.wrong for point in points]),
            vague=_columns(near, [point.vague for point in points]),
            said=said,
            denied=denied,
            belief=said.max(axis=1) if beliefs else none,
            truth=denied.max(axis=1) if beliefs else none,
            title=vectors @ prototypes.title,
        )


def likeness(
    segments: Sequence[Segment], vectors: Matrix, prototypes: Prototypes, idf: IdfWeights, compare: Compare | None
) -> Likeness:
    """The features of an answer with at least one segment; `vectors` are the segments', each of length 1.

    Without `compare` the features of pairs are NaN. Raises what `compare` raises.
    """
    import numpy as np

    near = _Near.of(segments, vectors, prototypes)
    covered = coverage(prototypes.statements, [segment.stems for segment in segments], idf)
    manner = _manners(segments)
    most_right = (near.three + 0.3 * near.right).argmax(axis=0)
    has_wrong = not bool(np.isnan(near.wrong).all())
    most_wrong = (near.wrong - 0.3 * near.right).argmax(axis=0) if has_wrong else most_right
    best, worst = tuple(map(int, most_right)), tuple(map(int, most_wrong))
    said = tuple(map(int, (near.said - 0.3 * near.denied).argmax(axis=0)))
    nearest_right = tuple(_nearest(near.every, at, p.right) for at, p in zip(best, prototypes.points, strict=True))
    negated = _negated_share(segments, near, prototypes, best, nearest_right)
    whole = (*_of_answer(segments, prototypes.telling), negated)
    read = read_pairs(segments, near.every, prototypes.points, best, compare)
    points = []
    for n, point in enumerate(prototypes.points):
        at, bad = segments[best[n]], segments[worst[n]]
        put = (*manner[best[n], :6], manner[best[n], 6] - point.right.negators[nearest_right[n]])
        words = (*point.lexis.features(at.stems, at.pairs, idf), point.lexis.lead(bad.stems, idf))
        row = _point_row(near, covered[:, n], n, best[n])
        points.append((*row, *put, *_extremes_row(near, n, worst[n]), *words, *whole, *read[n]))
    beliefs = [(*_belief_row(near, manner[at], n, at), *whole) for n, at in enumerate(said)]
    nearest_said = tuple(_nearest(near.every, at, b.said) for at, b in zip(said, prototypes.beliefs, strict=True))
    return Likeness(
        points=np.array(points, dtype=np.float32).reshape(-1, len(OF_POINT)),
        beliefs=np.array(beliefs, dtype=np.float32).reshape(-1, len(OF_BELIEF)),
        best=best,
        worst=worst,
        said=said,
        nearest_right=nearest_right,
        nearest_wrong=tuple(_nearest(near.every, at, p.wrong) for at, p in zip(worst, prototypes.points, strict=True)),
        nearest_said=nearest_said,
        denied=tuple(
            place >= 0 and segments[at].manner.negators > one.said.negators[place]
            for at, place, one in zip(said, nearest_said, prototypes.beliefs, strict=True)
        ),
    )


def _point_row(near: _Near, covered: Matrix, point: int, best: int) -> tuple[float, ...]:
    """OF_POINT from "right" to "title": what the segment that says it best is near to, and covers of its words."""
    import numpy as np

    right, three, claim = near.right[best, point], near.three[best, point], near.claim[best, point]
    partial, wrong, vague = near.partial[best, point], near.wrong[best, point], near.vague[best, point]
    other = np.delete(near.right[best], point).max(initial=-1.0)
    belief = near.belief[best]
    most_covered = near.right[int(covered.argmax()), point] if covered.any() else np.nan
    return (
        right, claim, three, partial, wrong, vague, other, belief, near.truth[best], right - wrong, three - wrong,
        right - other, right - belief, right - partial, right - vague, covered[best], covered.max(), most_covered,
        near.title[best],
    )  # fmt: skip


def _extremes_row(near: _Near, point: int, worst: int) -> tuple[float, ...]:
    """OF_POINT from "worst wrong" to "second right": the segment that most says it wrong, and the most of any."""
    import numpy as np

    right, wrong = near.right[:, point], near.wrong[:, point]
    ranked = np.sort(right)
    second = ranked[-2] if len(ranked) > 1 else np.nan
    most = right.max(), wrong.max(), right.max() - wrong.max()
    return (wrong[worst], right[worst], wrong[worst] - right[worst], *most, second)


def _belief_row(near: _Near, manner: Matrix, belief: int, said: int) -> tuple[float, ...]:
    """OF_BELIEF up to what is of the whole answer, for the segment that states it most; `manner` is the segment's."""
    states, denies, right = near.said[said, belief], near.denied[said, belief], near.right[said].max()
    put = manner[[0, 1, 2, 4, 6]]
    return (
        states,
        denies,
        states - denies,
        right,
        states - right,
        near.wrong[said].max(),
        *put,
        near.said[:, belief].max(),
    )


def _set_apart(near: Matrix, segments: Sequence[Segment], prototypes: Prototypes) -> None:
    """What is about another side of a comparison is not near to the right wordings of this side, however it sounds."""
    sided = [point for point in prototypes.points if point.side.own]
    subjects = [subject_stems(segment.text) for segment in segments] if sided else []
    for point in sided:
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


def _of_answer(segments: Sequence[Segment], telling: frozenset[str]) -> tuple[float, ...]:
    """How an answer is put as a whole; nothing of this grows with its length.

    Only what has _TELLING of the `telling` stems counts: "Does that answer your question?" makes no answer a question.
    """
    speaking = [segment for segment in segments if len(segment.stems & telling) >= _TELLING] or segments
    asks, false, plans = (float(value) for value in _manners(speaking)[:, [0, 2, 5]].mean(axis=0))
    speaks = float(any(segment.manner.called_false for segment in speaking))
    words = function_word_ratio(" ".join(segment.text for segment in speaking))
    return (asks, false, words, speaks, plans, _both_ways(speaking))


def _both_ways(segments: Sequence[Segment]) -> float:
    """The share of segments that leave the opposite open, if they are of more than one sentence: one such sentence is
    how people speak."""
    open_ones = [segment for segment in segments if segment.manner.both_ways]
    return len(open_ones) / len(segments) if len({one.unit.sentences[0] for one in open_ones}) > 1 else 0.0


def _negated_share(
    segments: Sequence[Segment],
    near: _Near,
    prototypes: Prototypes,
    best: Sequence[int],
    nearest_right: Sequence[int],
) -> float:
    """The share of the key points spoken of for which the answer has more negators than the wording that it is nearest
    to, if they are of more than one sentence: one negation may be how a right answer is put."""
    spoken_of = [n for n, at in enumerate(best) if near.right[at, n] >= _SPOKEN_OF]
    negated = [
        n
        for n in spoken_of
        if segments[best[n]].manner.negators > prototypes.points[n].right.negators[nearest_right[n]]
    ]
    return len(negated) / len(spoken_of) if len({segments[best[n]].unit.sentences[0] for n in negated}) > 1 else 0.0


def _length(text: str) -> float:
    return math.log1p(len(text.split()))
