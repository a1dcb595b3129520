"""Relations derived from sentence embeddings and shared words, by rules.

How strongly each segment of the answer says each claim is compared with the thresholds in `thresholds.py`. The
probabilities are those thresholds put on one scale, and no more: `entails` and `contradicts` grow with strength and
meet the bounds of `verdicts.py` exactly where strength meets the threshold. They are not calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.grading.evidence import span
from interviewer.grading.grader import GradingRequest
from interviewer.grading.relation import Relation, RelationKind, Relations
from interviewer.grading.similarity.matching import without_rivals
from interviewer.grading.similarity.polarity import is_plainly, relation_kind
from interviewer.grading.similarity.segments import Segment, segments_of, without_quotes
from interviewer.grading.similarity.target import Target, Targets
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
    probability,
)
from interviewer.grading.similarity.verdicts import CONTRADICTED_FROM, MET_FROM, PARTIAL_FROM, STATED_FROM
from interviewer.grading.verdict import Evidence
from interviewer.search.embedder import Embedder, NamedEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "3"


class RuleRelations:
    """The relation model that reads by rules.

    Building it embeds nothing. The null distribution (about a second) and a question's statements (a twentieth) are
    embedded when they are first needed, or ahead of that by `prepare`. Safe to use from any thread.
    """

    def __init__(self, questions: Sequence[Question], embedder: NamedEmbedder, references: Embedder) -> None:
        """`embedder` embeds answers; `references`, of the same model, embeds what they are compared with."""
        self._embedder = embedder
        self._targets = Targets(questions, references)

    @property
    def name(self) -> str:
        """The embedding model: its name and the SHA-256 of its weights."""
        return f"{self._embedder.name} {self._embedder.fingerprint[:12]}"

    @property
    def version(self) -> str:
        """The version of the rules and of their numbers."""
        return VERSION

    def prepare(self, question: Question, prompt: str) -> None:
        """Embeds what reading an answer to this prompt will need."""
        self._targets.of(question, prompt)

    def relations(self, request: GradingRequest) -> Relations:
        """The relations of one answer. Raises EmbeddingError where the model fails."""
        target = self._targets.of(request.question, request.prompt)
        segments = without_quotes(segments_of(request.answer, target.telling), (request.question.title, request.prompt))
        if not segments:
            return Relations.none(request.question)
        vectors = target.projection.of_answer(self._embedder.embed([segment.text for segment in segments]))
        stems = [segment.stems for segment in segments]
        points = target.points.strengths(vectors, stems, self._targets.idf)
        beliefs = target.beliefs.strengths(vectors, stems, self._targets.idf)
        truths = target.truths.strengths(vectors, stems, self._targets.idf)
        stated = find_misconceptions(segments, target, beliefs, truths, points)
        strength = _without_wrong_segments(without_rivals(points), segments, stated, beliefs)
        kinds = relation_kinds(segments, target, strength)
        anchor = floor_of_answer(segments, strength, kinds)
        floors = [max(anchor, float(floor)) for floor in target.floors]
        return Relations(
            tuple(_to_point(n, request.answer, segments, strength, kinds, floor) for n, floor in enumerate(floors)),
            tuple(_to_belief(request.answer, segments, stated.get(n), beliefs[:, n]) for n in range(beliefs.shape[1])),
        )


def relation_kinds(
    segments: Sequence[Segment], target: Target, strength: NDArray[np.float32]
) -> list[list[RelationKind]]:
    """How each segment relates to each key point, for those that are strong enough to matter; others agree.

    A segment is as bad as its worst part: "bagging is sequential, while boosting is parallel" names both sides and
    seems to agree as a whole, but its clauses do not.
    """
    table = [
        [
            relation_kind(segment.features, claim, segment.subject)
            if strength[row, point] >= PARTIAL
            else RelationKind.ENTAILS
            for point, claim in enumerate(target.points.claims)
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


def floor_of_answer(
    segments: Sequence[Segment], strength: NDArray[np.float32], table: list[list[RelationKind]]
) -> float:
    """What no key point's strength reaches by chance in an answer of this many sentences; 0 if one does reach it.

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


def _to_point(
    point: int,
    answer: str,
    segments: Sequence[Segment],
    strength: NDArray[np.float32],
    kinds: list[list[RelationKind]],
    floor: float,
) -> Relation:
    """The relation to one key point, from its column of `strength` and of `kinds`.

    What is said counts from PARTIAL and MET on, what is reversed from REVERSED on if it is the stronger, and all of
    them from `floor` on.
    """
    column = strength[:, point]
    agreeing = [row for row in range(len(segments)) if kinds[row][point] is RelationKind.ENTAILS]
    reversing = [row for row in range(len(segments)) if kinds[row][point] is RelationKind.CONTRADICTS]
    best = max(agreeing, key=lambda row: column[row], default=None)
    worst = max(reversing, key=lambda row: column[row], default=None)
    said = float(column[best]) if best is not None else 0.0
    turned = float(column[worst]) if worst is not None else 0.0
    entails = probability(said, (max(PARTIAL, floor), PARTIAL_FROM), (max(MET, floor), MET_FROM))
    contradicts = probability(turned, (max(REVERSED, floor), CONTRADICTED_FROM))
    if worst is not None and contradicts >= CONTRADICTED_FROM and turned > said:
        row = _briefest(worst, reversing, segments, column)
        reason = f"strength {turned:.2f} of words that reverse the claim, {said:.2f} of words that say it"
        return Relation(min(entails, 1 - contradicts), contradicts, (_evidence(answer, segments[row]),), (reason,))
    contradicts = min(contradicts, 1 - entails, math.nextafter(CONTRADICTED_FROM, 0))
    if best is None:
        return Relation(entails, contradicts)
    row = _briefest(best, agreeing, segments, column)
    reason = f"strength {said:.2f} of words that say it"
    return Relation(entails, contradicts, (_evidence(answer, segments[row]),), (reason,))


def _to_belief(answer: str, segments: Sequence[Segment], stated: int | None, column: NDArray[np.float32]) -> Relation:
    """The relation to a belief, which the segment `stated` states; a denial is not distinguished from silence."""
    row = int(column.argmax()) if stated is None else stated
    strength = float(column[row])
    entails = probability(strength, (MISCONCEPTION, STATED_FROM))
    if stated is None:
        return Relation(min(entails, math.nextafter(STATED_FROM, 0)))
    return Relation(entails, 0.0, (_evidence(answer, segments[row]),), (f"strength {strength:.2f} of the belief",))


def _evidence(answer: str, segment: Segment) -> Evidence:
    return span(answer, segment.unit.start, segment.unit.end)


def _without_wrong_segments(
    strength: NDArray[np.float32],
    segments: Sequence[Segment],
    stated: Mapping[int, int],
    beliefs: NDArray[np.float32],
) -> NDArray[np.float32]:
    """`strength` without segments that state a misconception more strongly than the key point."""
    left = strength.copy()
    for belief, row in stated.items():
        for other, segment in enumerate(segments):
            if other == row or segment.holds(segments[row]) or segments[row].holds(segment):
                left[other, left[other] < beliefs[row, belief]] = 0.0
    return left


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
) -> dict[int, int]:
    """The misconceptions that the segments state, each with the segment that does.

    A segment states one where it says the belief strongly, clearly more than its truth and than any key point, and does
    not reverse it. The arguments are strengths, shape (segments, statements).
    """
    import numpy as np

    found: dict[int, int] = {}
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
            found[belief] = max(rows, key=lambda row: beliefs[row, belief])
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
