"""What an answer to one question is compared with: wordings of its key points and misconceptions, as vectors."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.similarity.contrast import Side, sides_of
from interviewer.grading.similarity.coverage import IdfWeights, Statement, statement
from interviewer.grading.similarity.lexis import Lexis
from interviewer.grading.similarity.manner import negators_of
from interviewer.grading.similarity.opposed import Compared
from interviewer.language.words import content_stems
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ExemplarsOf = Callable[[Question], Sequence[Exemplar]]
"""The exemplars of a question; none where it has none. Raises InterviewerError where they cannot be read."""

NEAREST_TO_EXEMPLARS, NEAREST_TO_CLAIMS = 0.4, 0.3
"""The cosine to the nearest right wording from which a key point can earn anything: of the development answers' key
points that are met, none and 1 in 1 000 are below. Nothing that is further away is read beside its wordings."""

_MOST_QUESTIONS = 512


@dataclass(frozen=True)
class Wordings:
    """Texts that say the same thing, the rows of their vectors among the prototypes', and their counts of negators."""

    texts: tuple[str, ...]
    rows: slice
    negators: tuple[int, ...]

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The texts as they are compared word by word."""
        return tuple(map(Compared.of, self.texts))


@dataclass(frozen=True)
class PointPrototypes:
    """Wordings of one key point: `right` begins with its claim. `lexis` tells right from wrong ones by their words,
    `side` what the key point is about where the question compares things."""

    right: Wordings
    partial: Wordings
    wrong: Wordings
    vague: Wordings
    lexis: Lexis
    side: Side

    @property
    def exemplified(self) -> bool:
        """Whether there are right wordings beside its claim."""
        return len(self.right.texts) > 1

    @property
    def least_near(self) -> float:
        """The cosine to a right wording from which an answer may say it."""
        return NEAREST_TO_EXEMPLARS if self.exemplified else NEAREST_TO_CLAIMS


@dataclass(frozen=True)
class BeliefPrototypes:
    """Wordings of one misconception: `said` begins with its belief, `denied` with its truth."""

    said: Wordings
    denied: Wordings

    @property
    def exemplified(self) -> bool:
        """Whether there are ways to state it beside its belief."""
        return len(self.said.texts) > 1


@dataclass(frozen=True)
class Prototypes:
    """The wordings of one question, with their vectors, shape (wordings, dimension), each of length 1.

    `statements` are the claims with their words weighted; `title` is the vector of the question. `telling` are the
    stems that mark the question's claims.
    """

    points: tuple[PointPrototypes, ...]
    beliefs: tuple[BeliefPrototypes, ...]
    vectors: NDArray[np.float32]
    title: NDArray[np.float32]
    statements: tuple[Statement, ...]
    telling: frozenset[str]


class PrototypeStore:
    """The prototypes of questions, each made on first use. Safe to use from any thread."""

    def __init__(self, questions: Sequence[Question], embedder: Embedder, exemplars: ExemplarsOf) -> None:
        """`questions` are the corpus, which says how telling a word is; `embedder` embeds the wordings."""
        self.idf = IdfWeights.of(f"{question.title} {question.reference}" for question in questions)
        self._embedder = embedder
        self._exemplars = exemplars
        self._lock = threading.Lock()
        self._made: dict[Question, Prototypes] = {}

    def of(self, question: Question) -> Prototypes:
        """The prototypes of a question. Raises InterviewerError where they cannot be read or embedded."""
        with self._lock:
            known = self._made.get(question)
            if known is None:
                if len(self._made) >= _MOST_QUESTIONS:
                    self._made.clear()
                known = self._made[question] = prototypes_of(
                    question, self._exemplars(question), self._embedder, self.idf
                )
            return known

    def without(self, question: Question, exemplar: Exemplar) -> Prototypes:
        """The prototypes of a question as if it did not have that exemplar."""
        others = [one for one in self._exemplars(question) if one != exemplar]
        return prototypes_of(question, others, self._embedder, self.idf)


def texts_of(question: Question, exemplars: Sequence[Exemplar]) -> list[str]:
    """Every text that the prototypes of a question are the vectors of."""
    layout = _Layout(exemplars)
    _points(question, layout)
    _beliefs(question, layout)
    return [question.title, *layout.texts]


def prototypes_of(question: Question, exemplars: Sequence[Exemplar], embedder: Embedder, idf: IdfWeights) -> Prototypes:
    """The prototypes of a question with these exemplars. Raises EmbeddingError where the model fails."""
    layout = _Layout(exemplars)
    points, beliefs = _points(question, layout), _beliefs(question, layout)
    vectors = embedder.embed([question.title, *layout.texts])
    known = content_stems(question.title)
    shared = Counter(stem for point in question.key_points for stem in content_stems(point.claim))
    statements = tuple(statement(point.claim, known, shared, idf) for point in question.key_points)
    return Prototypes(
        points=points,
        beliefs=beliefs,
        vectors=vectors[1:],
        title=vectors[0],
        statements=statements,
        telling=frozenset(stem for one in statements for stem in one.weights),
    )


class _Layout:
    """Lays texts out in one list, by what they are about and of which kind they are."""

    def __init__(self, exemplars: Sequence[Exemplar]) -> None:
        self.texts: list[str] = []
        self._by: dict[tuple[str, ExemplarKind], list[str]] = {}
        for one in exemplars:
            self._by.setdefault((one.about, one.kind), []).append(one.text)

    def add(self, about: str, kind: ExemplarKind, *more: str) -> Wordings:
        """The wordings of a kind, `more` in front of the exemplars."""
        texts = (*more, *self._by.get((about, kind), ()))
        start = len(self.texts)
        self.texts += texts
        return Wordings(texts, slice(start, start + len(texts)), tuple(map(negators_of, texts)))


def _points(question: Question, layout: _Layout) -> tuple[PointPrototypes, ...]:
    return tuple(
        _point(point, side, layout) for point, side in zip(question.key_points, sides_of(question), strict=True)
    )


def _point(point: KeyPoint, side: Side, layout: _Layout) -> PointPrototypes:
    right = layout.add(point.id, ExemplarKind.RIGHT, point.claim)
    partial = layout.add(point.id, ExemplarKind.PARTIAL)
    wrong = layout.add(point.id, ExemplarKind.WRONG)
    vague = layout.add(point.id, ExemplarKind.VAGUE)
    return PointPrototypes(right, partial, wrong, vague, Lexis.of(right.texts, wrong.texts), side)


def _beliefs(question: Question, layout: _Layout) -> tuple[BeliefPrototypes, ...]:
    return tuple(
        BeliefPrototypes(
            layout.add(one.id, ExemplarKind.SAID, one.belief), layout.add(one.id, ExemplarKind.DENIED, one.truth)
        )
        for one in question.misconceptions
    )
