"""The null distribution: how strongly sentences about other questions seem to say a key point by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.language.markdown import PartKind, without
from interviewer.language.sentences import sentences
from interviewer.language.words import content_stems
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NULL_SENTENCES = 240
"""How many sentences of references make the baseline: a second of embedding, and enough for the quantile below."""
NULL_QUANTILE = 0.99
"""The share of unrelated sentences that must stay below whatever counts as saying a key point."""

_MIN_WORDS = 6


@dataclass(frozen=True)
class NullDistribution:
    """Sentences of references with the question they belong to, their vectors (n x dimension) and stems."""

    questions: tuple[str, ...]
    vectors: NDArray[np.float32]
    stems: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, questions: Sequence[Question], embedder: Embedder) -> NullDistribution:
        """The null distribution of a corpus; embeds up to NULL_SENTENCES sentences."""
        pairs = null_sentences(questions)
        texts = [text for _, text in pairs]
        return cls(
            tuple(name for name, _ in pairs), embedder.embed(texts), tuple(content_stems(text) for text in texts)
        )

    def without(self, question_id: str) -> NullDistribution:
        """Those that belong to other questions."""
        rows = [row for row, name in enumerate(self.questions) if name != question_id]
        return NullDistribution(
            tuple(self.questions[row] for row in rows), self.vectors[rows], tuple(self.stems[row] for row in rows)
        )

    def floors(self, strength: NDArray[np.float32]) -> NDArray[np.float32]:
        """Per key point what NULL_QUANTILE of `strength` (these sentences x key points) stays below."""
        import numpy as np

        if not len(strength):
            return np.zeros(strength.shape[1], dtype=np.float32)
        return np.quantile(strength, NULL_QUANTILE, axis=0).astype(np.float32)


def null_sentences(questions: Sequence[Question], limit: int = NULL_SENTENCES) -> tuple[tuple[str, str], ...]:
    """Up to `limit` pairs of a question's id and a sentence of its reference, as evenly spread as possible.

    If there are more questions than that, they are the openings of the references of evenly spaced questions. Formulas
    and code are left out. The choice depends on the corpus alone.
    """
    if len(questions) >= limit:
        chosen = [questions[number * len(questions) // limit] for number in range(limit)]
        return tuple((question.id, text) for question in chosen if (text := _opening(question.reference)))
    found = [(question.id, _prose(question.reference)) for question in questions]
    deepest = max((len(texts) for _, texts in found), default=0)
    pairs = [(name, texts[depth]) for depth in range(deepest) for name, texts in found if depth < len(texts)]
    return tuple(pairs[:limit])


def _opening(reference: str) -> str:
    """The first sentence of prose; reads only as much as it needs."""
    first, _, _ = reference.partition("\n\n")
    return next(iter(_prose(first) or _prose(reference)), "")


def _prose(reference: str) -> list[str]:
    texts = [" ".join(unit.text.split()) for unit in sentences(without(reference, (PartKind.CODE, PartKind.FORMULA)))]
    return [text for text in texts if len(text.split()) >= _MIN_WORDS]
