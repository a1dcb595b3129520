"""What the grader knows of each question as vectors, computed once and kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.grading.coverage.thresholds import MAX_NULLS
from interviewer.grading.coverage.units import sentences
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_NULLS_PER_QUESTION = 3


@dataclass(frozen=True)
class QuestionVectors:
    """Unit vectors of a question's title, claims, beliefs and truths, a row each."""

    title: Vectors
    claims: Vectors
    beliefs: Vectors
    truths: Vectors


class Knowledge:
    """Vectors of questions, and of sentences that speak of other things. Safe from any thread."""

    def __init__(self, questions: Sequence[Question], embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._kept: dict[Question, QuestionVectors] = {}
        self._null_texts = _null_texts(questions)
        self._nulls: Vectors | None = None

    def of(self, question: Question) -> QuestionVectors:
        """The vectors of one question."""
        with self._lock:
            if question not in self._kept:
                self._kept[question] = self._embedded(question)
            return self._kept[question]

    def nulls(self, question: Question) -> Vectors:
        """Vectors of reference sentences of other questions."""
        with self._lock:
            if self._nulls is None:
                self._nulls = self._embedder.embed([text for _, text in self._null_texts])
            others = [question_id != question.id for question_id, _ in self._null_texts]
            return self._nulls[others]

    def _embedded(self, question: Question) -> QuestionVectors:
        texts = [
            question.title,
            *(point.claim for point in question.key_points),
            *(misconception.belief for misconception in question.misconceptions),
            *(misconception.truth for misconception in question.misconceptions),
        ]
        vectors = self._embedder.embed(texts)
        points = 1 + len(question.key_points)
        beliefs = points + len(question.misconceptions)
        return QuestionVectors(vectors[:1], vectors[1:points], vectors[points:beliefs], vectors[beliefs:])


def _null_texts(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Question id and text of sentences spread evenly over the corpus, the first ones of each reference answer."""
    found = [
        (question.id, sentence.text)
        for question in questions
        for sentence in sentences(question.reference)[:_NULLS_PER_QUESTION]
    ]
    step = max(1, -(-len(found) // MAX_NULLS))
    return found[::step]
