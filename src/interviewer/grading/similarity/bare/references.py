"""The bare references of questions, each made ready once."""

from __future__ import annotations

import threading

from interviewer.corpus.question import Question
from interviewer.grading.similarity.bare.estimate import estimate
from interviewer.grading.similarity.bare.reference import BareReference
from interviewer.search.embedder import Embedder

_MOST_REFERENCES = 512


class BareReferences:
    """What answers to questions with nothing but a reference are worth as a whole. Safe to use from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        """`embedder` embeds the references."""
        self._embedder = embedder
        self._lock = threading.Lock()
        self._made: dict[Question, BareReference | None] = {}

    def score(self, question: Question, answer: str, embedder: Embedder) -> float:
        """What an answer is worth as a whole, 0..1; `embedder`, of the same model, embeds it.

        0 where the reference has no word. Raises EmbeddingError where the model fails.
        """
        reference = self._of(question)
        return estimate(reference, answer, embedder.embed) if reference else 0.0

    def _of(self, question: Question) -> BareReference | None:
        with self._lock:
            if question not in self._made:
                if len(self._made) >= _MOST_REFERENCES:
                    self._made.clear()
                self._made[question] = BareReference.of(question.title, question.reference, self._embedder.embed)
            return self._made[question]
