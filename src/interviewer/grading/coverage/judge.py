"""The judge: per key point a verdict with the words that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.coverage.comparison import Comparison, compare
from interviewer.grading.coverage.knowledge import Knowledge
from interviewer.grading.coverage.polarity import reverses, side_in, sides_of
from interviewer.grading.coverage.reading import Reading, is_readable, read, sides
from interviewer.grading.coverage.thresholds import (
    CLEARLY,
    CONTRADICTED,
    MET,
    MISCONCEPTION,
    MISCONCEPTION_LEAD,
    PARTIAL,
    SHORTER_EVIDENCE,
)
from interviewer.grading.coverage.units import Unit
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.score import score_of
from interviewer.grading.verdict import CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

VERSION = "1"
_BEYOND = "A similarity grader compares statements; it cannot judge this."


@dataclass(frozen=True)
class _Compared:
    """An answer beside a question. `reversed_` and `aside` (claims x units) mark units that say the reverse of a
    claim or speak of the other side; `misled` marks units that state a misconception."""

    question: Question
    units: tuple[Unit, ...]
    comparison: Comparison
    reversed_: Flags
    aside: Flags
    beliefs: Flags

    @property
    def misled(self) -> Flags:
        """Units that state any misconception, shape (units,)."""
        import numpy as np

        return np.asarray(self.beliefs.any(axis=0), dtype=np.bool_)


class SimilarityJudge:
    """Judges key points by the answer's sentences: nearest in meaning, less what the question already says."""

    method = Method.SIMILARITY
    version = VERSION
    label = "similarity grader"

    def __init__(self, questions: Sequence[Question], embedder: Embedder) -> None:
        self._embedder = embedder
        self._knowledge = Knowledge(questions, embedder)

    @property
    def model(self) -> str:
        """The embedding model, by the checksum of its weights."""
        return f"all-MiniLM-L6-v2 {self._embedder.fingerprint[:12]}"

    def judge(self, request: GradingRequest) -> Judgement:
        """Verdicts on one answer; what is in another script than Latin is not assessed."""
        question = request.question
        if not is_readable(request.answer):
            return Judgement(tuple(_plain(question, point, Verdict.NOT_ASSESSED) for point in question.key_points))
        reading = read(request.answer)
        if not reading.units:
            verdicts = tuple(_plain(question, point, Verdict.MISSED) for point in question.key_points)
            return Judgement(verdicts, criteria=_criteria(verdicts, reading))
        compared = self._compared(request, reading)
        verdicts = tuple(_verdict(compared, number, point) for number, point in enumerate(question.key_points))
        return Judgement(verdicts, _misconceptions(compared), _criteria(verdicts, reading))

    def _compared(self, request: GradingRequest, reading: Reading) -> _Compared:
        import numpy as np

        question, units = request.question, reading.units
        vectors = self._embedder.embed([unit.text for unit in units])
        known = self._knowledge.of(question)
        prompts = known.title
        if request.prompt != question.title:
            prompts = np.concatenate([prompts, self._embedder.embed([request.prompt])])
        comparison = compare(vectors, prompts, known, self._knowledge.nulls(question))
        named = sides_of(question)
        of_units = sides(units, named)
        shape = (len(question.key_points), len(units))
        reversed_, aside = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for number, point in enumerate(question.key_points):
            side = side_in(point.claim, named)
            for column, unit in enumerate(units):
                if comparison.strength[number, column] < PARTIAL:
                    continue
                reversed_[number, column] = reverses(unit.text, point.claim)
                aside[number, column] = side is not None and of_units[column] not in (None, side)
        beliefs = _stated_beliefs(question, units, comparison)
        return _Compared(question, units, comparison, reversed_, aside, beliefs)


def _stated_beliefs(question: Question, units: tuple[Unit, ...], comparison: Comparison) -> Flags:
    """Which unit states which misconception, shape (misconceptions x units).

    Only sentences and their parts: over two sentences a belief is too easily put together.
    """
    import numpy as np

    if not question.misconceptions:
        return np.zeros((0, len(units)), dtype=bool)
    rival = np.maximum(comparison.to_claims.max(axis=0), comparison.to_truths.max(axis=0))
    stated = (comparison.to_beliefs >= MISCONCEPTION) & (comparison.to_beliefs >= rival + MISCONCEPTION_LEAD)
    for number, misconception in enumerate(question.misconceptions):
        for column, unit in enumerate(units):
            if stated[number, column]:
                stated[number, column] = not unit.spans_sentences and not reverses(unit.text, misconception.belief)
    return np.asarray(stated, dtype=np.bool_)


def _verdict(compared: _Compared, number: int, point: KeyPoint) -> PointVerdict:
    import numpy as np

    strength = compared.comparison.strength[number]
    wrong = compared.reversed_[number] | compared.aside[number] | compared.misled
    right = np.where(wrong, -1.0, strength)
    alone = np.array([not unit.spans_sentences for unit in compared.units])
    worst = int(np.argmax(np.where(compared.reversed_[number] & alone, strength, -1.0)))
    best = int(np.argmax(right))
    if compared.reversed_[number, worst] and strength[worst] >= max(CONTRADICTED, right[best] + CLEARLY):
        return _plain(compared.question, point, Verdict.CONTRADICTED, compared.units[worst])
    if right[best] < PARTIAL:
        return _plain(compared.question, point, Verdict.MISSED)
    near = [column for column in range(len(right)) if right[column] >= right[best] - SHORTER_EVIDENCE]
    shown = min(near, key=lambda column: len(compared.units[column].text))
    verdict = Verdict.MET if right[best] >= MET else Verdict.PARTIAL
    return _plain(compared.question, point, verdict, compared.units[shown])


def _misconceptions(compared: _Compared) -> tuple[MisconceptionFound, ...]:
    found = []
    for number, misconception in enumerate(compared.question.misconceptions):
        columns = compared.beliefs[number].nonzero()[0]
        if len(columns):
            unit = compared.units[max(columns, key=lambda column: compared.comparison.to_beliefs[number, column])]
            found.append(
                MisconceptionFound(misconception.id, misconception.belief, misconception.truth, (_evidence(unit),))
            )
    return tuple(found)


def _plain(question: Question, point: KeyPoint, verdict: Verdict, unit: Unit | None = None) -> PointVerdict:
    return PointVerdict(
        point=point.id,
        claim=point.claim,
        weight=point.weight,
        verdict=verdict,
        evidence=(_evidence(unit),) if unit is not None else (),
        passage=f"{question.id}#key-point-{point.id.removeprefix('k')}",
    )


def _evidence(unit: Unit) -> Evidence:
    return Evidence(unit.start, unit.end, unit.text)


def _criteria(verdicts: tuple[PointVerdict, ...], reading: Reading) -> tuple[CriterionLevel, ...]:
    """Completeness follows from the verdicts; what needs understanding is not assessed."""
    share = score_of(verdicts) or 0.0
    said = "The share of the key points covered, by weight."
    if reading.cut:
        said += " The answer is very long; only its beginning was compared."
    return (
        CriterionLevel("completeness", round(4 * share), said),
        CriterionLevel("correctness beyond the key points", None, _BEYOND),
        CriterionLevel("depth", None, _BEYOND),
        CriterionLevel("clarity", None, _BEYOND),
    )
