"""A small corpus and a small embedder for tests of the index: real Chroma, no model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.corpus.question import KeyPoint, Question
from interviewer.search.index import StoredIndex
from interviewer.search.lexical import words
from interviewer.search.open import open_index
from interviewer.search.searcher import Searcher
from tests.factories import a_question

FINGERPRINT = "words-1"


class WordEmbedder:
    """Unit vectors from the words of a text, the same on every machine. Keeps what it was asked to embed."""

    def __init__(self) -> None:
        self.fingerprint = FINGERPRINT
        self.asked: list[str] = []

    def __call__(self) -> WordEmbedder:
        return self

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.stack([_vector(text) for text in texts])


def small_corpus(count: int = 6) -> tuple[Question, ...]:
    """Questions about made-up things, each with its own word."""
    return tuple(about(f"thing{number}") for number in range(count))


def about(name: str, reference: str = "", claims: Sequence[str] = ()) -> Question:
    """A question about `name`."""
    claims = claims or (f"A {name} is round.", f"Every {name} has a shell.")
    points = tuple(KeyPoint(f"k{n}", 1, claim, "What else?") for n, claim in enumerate(claims, start=1))
    reference = reference or f"The {name} lives in the sea.\n\nA {name} sleeps at night."
    return replace(a_question(name), reference=reference, key_points=points, aliases=(f"Tell me about a {name}.",))


def open_small(
    folder: Path | str,
    questions: Sequence[Question],
    embedder: WordEmbedder | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    fingerprint: str = FINGERPRINT,
    most_compared: int = 0,
) -> Searcher:
    """The index over `questions` with the small embedder."""
    embedder = embedder or WordEmbedder()
    embedder.fingerprint = fingerprint
    return open_index(folder, questions, embedder, progress, references=embedder, most_compared=most_compared)


def stored(searcher: Searcher) -> StoredIndex:
    """The index of a searcher over more passages than it compares with each query."""
    assert isinstance(searcher.index, StoredIndex)
    return searcher.index


def first(searcher: Searcher, text: str) -> str:
    """The id of the question that a search puts first."""
    return searcher.search(text, 1)[0].passage.question_id


def _vector(text: str) -> NDArray[np.float32]:
    vector = np.full(32, 0.01, dtype=np.float32)
    for word in words(text):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        vector += np.random.default_rng(seed).normal(size=32).astype(np.float32)
    return vector / np.linalg.norm(vector)
