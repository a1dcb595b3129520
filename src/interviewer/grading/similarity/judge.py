"""The similarity judge: does some sentence of the answer say each key point?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.grading.evidence import span
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.similarity.criteria import criteria
from interviewer.grading.similarity.legible import is_only_code, why_not_assessable
from interviewer.grading.similarity.matching import IdfWeights, without_rivals
from interviewer.grading.similarity.null_distribution import NullDistribution
from interviewer.grading.similarity.segments import Segment, segments_of, without_quotes
from interviewer.grading.similarity.target import Target, target_of, texts_of
from interviewer.grading.similarity.verdicts import (
    Found,
    find_misconceptions,
    find_point,
    floor_of_answer,
    relation_kinds,
)
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.search.embedder import Embedder, NamedEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "3"
_KEPT_TARGETS = 512


class SimilarityJudge:
    """Judges key points with sentence embeddings and shared words; needs no network.

    Building it embeds nothing. The null baseline (about a second) and a question's statements (a twentieth) are
    embedded when they are first needed, or ahead of that by `prepare`. Safe to use from any thread.
    """

    def __init__(
        self, questions: Sequence[Question], embedder: NamedEmbedder, references: Embedder | None = None
    ) -> None:
        """`embedder` embeds answers; `references`, of the same model, embeds what they are held against."""
        self._questions = tuple(questions)
        self._embedder = embedder
        self._references = embedder if references is None else references
        self._lock = threading.Lock()
        self._null: NullDistribution | None = None
        self._idf = IdfWeights.of(f"{question.title} {question.reference}" for question in self._questions)
        self._targets: dict[tuple[Question, str], Target] = {}

    @property
    def label(self) -> str:
        """How this judge is named on screen."""
        return "similarity (offline)"

    @property
    def method(self) -> Method:
        """Similarity."""
        return Method.SIMILARITY

    @property
    def model(self) -> str:
        """The embedding model: its name and the SHA-256 of its weights."""
        return f"{self._embedder.name} {self._embedder.fingerprint[:12]}"

    @property
    def version(self) -> str:
        """The version of the rules and of their numbers."""
        return VERSION

    def prepare(self, question: Question, prompt: str | None = None) -> None:
        """Embeds what judging an answer to this question (or to `prompt`, a follow-up to it) will need."""
        self._target(question, question.title if prompt is None else prompt)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Verdicts on one answer. Raises EmbeddingError where the model fails. It is too quick to be called off."""
        why_not = why_not_assessable(request.answer)
        if why_not is not None:
            verdicts = tuple(_verdict(request, n, Found(Verdict.NOT_ASSESSED)) for n in _points(request.question))
            return Judgement(verdicts, criteria=criteria(verdicts, why_not))
        target = self._target(request.question, request.prompt)
        segments = without_quotes(segments_of(request.answer, target.telling), (request.question.title, request.prompt))
        if not segments:
            verdicts = tuple(_verdict(request, n, Found(Verdict.MISSED)) for n in _points(request.question))
            return Judgement(verdicts, criteria=criteria(verdicts, None))
        return self._judged(request, target, segments)

    def _judged(self, request: GradingRequest, target: Target, segments: tuple[Segment, ...]) -> Judgement:
        vectors = target.projection.of_answer(self._embedder.embed([segment.text for segment in segments]))
        stems = [segment.stems for segment in segments]
        points = target.points.strengths(vectors, stems, self._idf)
        beliefs = target.beliefs.strengths(vectors, stems, self._idf)
        truths = target.truths.strengths(vectors, stems, self._idf)
        wrong = find_misconceptions(segments, target, beliefs, truths, points)
        strength = _without_wrong_segments(without_rivals(points), segments, wrong, beliefs)
        table = relation_kinds(segments, target, strength)
        floor = floor_of_answer(segments, strength, table)
        verdicts = tuple(
            _verdict(request, n, find_point(n, segments, strength, table, max(floor, float(target.floors[n]))))
            for n in _points(request.question)
        )
        misconceptions = tuple(
            MisconceptionFound(found.id, found.belief, found.truth, (_evidence(request, segments[row]),))
            for found, row in ((request.question.misconceptions[belief], row) for belief, row in wrong)
        )
        return Judgement(verdicts, misconceptions, criteria(verdicts, None))

    def _target(self, question: Question, prompt: str) -> Target:
        with self._lock:
            known = self._targets.get((question, prompt))
            if known is not None:
                return known
            if self._null is None:
                self._null = NullDistribution.of(self._questions, self._references)
            vectors = self._references.embed(texts_of(question, prompt))
            if len(self._targets) >= _KEPT_TARGETS:
                self._targets.clear()
            target = target_of(question, prompt, vectors, self._idf, self._null)
            self._targets[question, prompt] = target
            return target


def _points(question: Question) -> range:
    return range(len(question.key_points))


def _without_wrong_segments(
    strength: NDArray[np.float32],
    segments: Sequence[Segment],
    wrong: Sequence[tuple[int, int]],
    beliefs: NDArray[np.float32],
) -> NDArray[np.float32]:
    """`strength` with nothing left of a segment that states a misconception more than the key point."""
    left = strength.copy()
    for belief, row in wrong:
        for other, segment in enumerate(segments):
            if other == row or segment.holds(segments[row]) or segments[row].holds(segment):
                left[other, left[other] < beliefs[row, belief]] = 0.0
    return left


def _verdict(request: GradingRequest, number: int, found: Found) -> PointVerdict:
    point = request.question.key_points[number]
    verdict = found.verdict
    if is_only_code(point.claim) and verdict is Verdict.MISSED:
        verdict = Verdict.NOT_ASSESSED
    return PointVerdict(
        point=point.id,
        claim=point.claim,
        weight=point.weight,
        verdict=verdict,
        evidence=() if found.segment is None else (_evidence(request, found.segment),),
        passage=f"{request.question.id}#key-point-{number + 1}",
    )


def _evidence(request: GradingRequest, segment: Segment) -> Evidence:
    return span(request.answer, segment.unit.start, segment.unit.end)
