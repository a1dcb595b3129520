"""What an answer to one prompt is held against: the question's statements, discounted, with their null baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.grading.similarity.baseline import Nulls
from interviewer.grading.similarity.discount import Discount
from interviewer.grading.similarity.matching import Statement, coverage, statement, strengths, without_rivals
from interviewer.grading.similarity.polarity import Claim
from interviewer.grading.similarity.reading import Reading, read
from interviewer.grading.similarity.sides import Side, sides_of
from interviewer.grading.similarity.words import Rarity, content_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Statements:
    """Statements of one kind (key points, beliefs, truths) with their discounted vectors and claims."""

    all: tuple[Statement, ...]
    vectors: NDArray[np.float32]
    claims: tuple[Claim, ...]

    def strengths(
        self, vectors: NDArray[np.float32], stems: Sequence[frozenset[str]], rarity: Rarity
    ) -> NDArray[np.float32]:
        """How strongly pieces with these discounted vectors and stems say each, shape (pieces, statements)."""
        return strengths(vectors, self.vectors, coverage(self.all, stems, rarity))


@dataclass(frozen=True)
class Target:
    """One question under one prompt. `floors` has a strength a key point that chance alone hardly reaches."""

    question: Question
    discount: Discount
    points: Statements
    beliefs: Statements
    truths: Statements
    floors: NDArray[np.float32]
    telling: frozenset[str]


def texts_of(question: Question, prompt: str) -> list[str]:
    """The texts whose vectors `target_of` needs, in its order."""
    return [
        question.title,
        prompt,
        *(point.claim for point in question.key_points),
        *(found.belief for found in question.misconceptions),
        *(found.truth for found in question.misconceptions),
    ]


def target_of(question: Question, prompt: str, vectors: NDArray[np.float32], rarity: Rarity, nulls: Nulls) -> Target:
    """The target for a question, from the vectors of its `texts_of`."""
    discount = Discount(vectors[:2])
    known = content_stems(question.title) | content_stems(prompt)
    points, wrongs = len(question.key_points), len(question.misconceptions)
    rows = vectors[2 : 2 + points], vectors[2 + points : 2 + points + wrongs], vectors[2 + points + wrongs :]
    texts = (
        [point.claim for point in question.key_points],
        [found.belief for found in question.misconceptions],
        [found.truth for found in question.misconceptions],
    )
    sides = sides_of(question)
    shared = Counter(stem for text in texts[0] for stem in content_stems(text))
    # What tells a belief is what right answers do not have too.
    known_elsewhere = Counter(s for text in (question.reference, *texts[0], *texts[2]) for s in content_stems(text))
    known_elsewhere.update(known_elsewhere.keys())
    claims, beliefs, truths = (
        _statements([statement(text, known, counts, rarity) for text in some], discount.of_claims(part), sides)
        for some, part, counts in zip(texts, rows, (shared, known_elsewhere, shared), strict=True)
    )
    others = nulls.without(question.id)
    by_chance = claims.strengths(discount.of_answer(others.vectors), others.stems, rarity)
    return Target(
        question=question,
        discount=discount,
        points=claims,
        beliefs=beliefs,
        truths=truths,
        floors=others.floors(without_rivals(by_chance)),
        telling=frozenset(found for one in (*claims.all, *beliefs.all) for found in one.weights),
    )


def _statements(some: list[Statement], vectors: NDArray[np.float32], sides: tuple[Side, ...]) -> Statements:
    readings = [read(one.text) for one in some]
    claims = tuple(
        Claim(reading, frozenset(one.weights), sides, tuple(_opposed(reading, readings, sides)))
        for one, reading in zip(some, readings, strict=True)
    )
    return Statements(tuple(some), vectors, claims)


def _opposed(reading: Reading, others: Sequence[Reading], sides: tuple[Side, ...]) -> Iterator[Reading]:
    """The readings that open with the opposite side of what `reading` opens with."""
    for one, two in sides:
        for own, opposite in ((one, two), (two, one)):
            if own in reading.opening and opposite not in reading.stems:
                yield from (other for other in others if opposite in other.opening and own not in other.stems)
