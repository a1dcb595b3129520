"""What an answer to one prompt is compared with: the question's statements, less what the prompt says."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.grading.similarity.claim_features import ClaimFeatures, features_of
from interviewer.grading.similarity.contrast_pairs import ContrastPair, contrast_pairs_of
from interviewer.grading.similarity.matching import (
    IdfWeights,
    PromptProjection,
    Statement,
    coverage,
    statement,
    strengths,
    without_rivals,
)
from interviewer.grading.similarity.null_distribution import NullDistribution
from interviewer.grading.similarity.polarity import Claim
from interviewer.language.words import content_stems
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_TARGETS = 512


@dataclass(frozen=True)
class Statements:
    """Statements of one kind (key points, beliefs, truths) with their projected vectors and claims."""

    all: tuple[Statement, ...]
    vectors: NDArray[np.float32]
    claims: tuple[Claim, ...]

    def strengths(
        self, vectors: NDArray[np.float32], stems: Sequence[frozenset[str]], idf: IdfWeights
    ) -> NDArray[np.float32]:
        """How strongly segments with these projected vectors and stems say each, shape (segments, statements)."""
        return strengths(vectors, self.vectors, coverage(self.all, stems, idf))


@dataclass(frozen=True)
class Target:
    """One question under one prompt. `floors` has a strength per key point that chance alone hardly reaches."""

    question: Question
    projection: PromptProjection
    points: Statements
    beliefs: Statements
    truths: Statements
    floors: NDArray[np.float32]
    telling: frozenset[str]


class Targets:
    """The targets of questions, each made on first use. Safe to use from any thread."""

    def __init__(self, questions: Sequence[Question], references: Embedder) -> None:
        """`questions` are the corpus; `references` embeds what answers are compared with."""
        self.idf = IdfWeights.of(f"{question.title} {question.reference}" for question in questions)
        self._questions = tuple(questions)
        self._references = references
        self._lock = threading.Lock()
        self._null: NullDistribution | None = None
        self._made: dict[tuple[Question, str], Target] = {}

    def of(self, question: Question, prompt: str) -> Target:
        """The target of a question under one prompt. Raises EmbeddingError where the model fails."""
        with self._lock:
            known = self._made.get((question, prompt))
            if known is not None:
                return known
            if self._null is None:
                self._null = NullDistribution.of(self._questions, self._references)
            vectors = self._references.embed(texts_of(question, prompt))
            if len(self._made) >= _MOST_TARGETS:
                self._made.clear()
            target = target_of(question, prompt, vectors, self.idf, self._null)
            self._made[question, prompt] = target
            return target


def texts_of(question: Question, prompt: str) -> list[str]:
    """The texts whose vectors `target_of` needs, in its order."""
    return [
        question.title,
        prompt,
        *(point.claim for point in question.key_points),
        *(found.belief for found in question.misconceptions),
        *(found.truth for found in question.misconceptions),
    ]


def target_of(
    question: Question, prompt: str, vectors: NDArray[np.float32], idf: IdfWeights, null: NullDistribution
) -> Target:
    """The target for a question, from the vectors of its `texts_of`."""
    projection = PromptProjection(vectors[:2])
    known = content_stems(question.title) | content_stems(prompt)
    points, wrongs = len(question.key_points), len(question.misconceptions)
    rows = vectors[2 : 2 + points], vectors[2 + points : 2 + points + wrongs], vectors[2 + points + wrongs :]
    texts = (
        [point.claim for point in question.key_points],
        [found.belief for found in question.misconceptions],
        [found.truth for found in question.misconceptions],
    )
    contrast_pairs = contrast_pairs_of(question)
    shared = Counter(stem for text in texts[0] for stem in content_stems(text))
    # What marks a belief is what right answers do not also have.
    known_elsewhere = Counter(s for text in (question.reference, *texts[0], *texts[2]) for s in content_stems(text))
    known_elsewhere.update(known_elsewhere.keys())
    claims, beliefs, truths = (
        _statements([statement(text, known, counts, idf) for text in some], projection.of_claims(part), contrast_pairs)
        for some, part, counts in zip(texts, rows, (shared, known_elsewhere, shared), strict=True)
    )
    others = null.without(question.id)
    by_chance = claims.strengths(projection.of_answer(others.vectors), others.stems, idf)
    return Target(
        question=question,
        projection=projection,
        points=claims,
        beliefs=beliefs,
        truths=truths,
        floors=others.floors(without_rivals(by_chance)),
        telling=frozenset(found for one in (*claims.all, *beliefs.all) for found in one.weights),
    )


def _statements(
    some: list[Statement], vectors: NDArray[np.float32], contrast_pairs: tuple[ContrastPair, ...]
) -> Statements:
    features = [features_of(one.text) for one in some]
    claims = tuple(
        Claim(own, frozenset(one.weights), contrast_pairs, tuple(_opposed(own, features, contrast_pairs)))
        for one, own in zip(some, features, strict=True)
    )
    return Statements(tuple(some), vectors, claims)


def _opposed(
    features: ClaimFeatures, others: Sequence[ClaimFeatures], contrast_pairs: tuple[ContrastPair, ...]
) -> Iterator[ClaimFeatures]:
    """The features that open with the opposite side of what `features` opens with."""
    for one, two in contrast_pairs:
        for own, opposite in ((one, two), (two, one)):
            if own in features.opening and opposite not in features.stems:
                yield from (other for other in others if opposite in other.opening and own not in other.stems)
