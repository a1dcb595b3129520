"""Ranks passages by the words and the spelling they share with a query."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.language.common_words import STOP_WORDS
from interviewer.language.words import WORD_PART, stem, tokens

if TYPE_CHECKING:
    import bm25s
    import numpy as np
    from numpy.typing import NDArray

_GRAM = 4
# Common words that still tell one question from another: "more than one", "without", "not used".
_TELLING = frozenset(
    """because every few like many may more most much must not off one only onto other out over own per same through
    under until up use used uses using within without""".split()
)
# What is left of words in titles when an apostrophe splits them, and how titles ask.
_ASKING = frozenset("s t versus vs explain describe".split())
_COMMON = (STOP_WORDS - _TELLING) | _ASKING


def words(text: str) -> list[str]:
    """The words of `text` in lower case, stop words left out unless nothing else is there."""
    every = tokens(text, WORD_PART)
    return [word for word in every if word not in _COMMON] or every


def grams(word: str) -> list[str]:
    """The overlapping 4-character pieces of a word, its two ends marked: `relu` gives `<rel`, `relu`, `elu>`."""
    marked = f"<{word}>"
    return [marked[i : i + _GRAM] for i in range(max(1, len(marked) - _GRAM + 1))]


class LexicalIndex:
    """BM25 over the stems of words and over their character n-grams; the second forgives misspellings.

    Held in memory. Safe from any thread.
    """

    def __init__(self, stems: Bm25, grams: Bm25) -> None:
        self._stems = stems
        self._grams = grams

    @classmethod
    def of(cls, texts: Sequence[str]) -> LexicalIndex:
        """The index of `texts`: a tenth of a second for a thousand passages."""
        found_words = [words(text) for text in texts]
        pieces = [[gram for word in found for gram in grams(word)] for found in found_words]
        return cls(Bm25.of([list(map(stem, found)) for found in found_words]), Bm25.of(pieces))

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """The index of `size` texts that was saved in `folder`. Raises OSError or ValueError if it is incomplete."""
        return cls(Bm25.load(folder / "stems", size), Bm25.load(folder / "grams", size))

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`. Raises OSError."""
        self._stems.save(folder / "stems")
        self._grams.save(folder / "grams")

    def word_scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of each text by stemmed words, 0 where none is shared; shape (number of texts,)."""
        return self._stems.scores(list(map(stem, words(query))))

    def gram_scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of each text by 4-character pieces of words, shape (number of texts,)."""
        return self._grams.scores([gram for word in words(query) for gram in grams(word)])


class Bm25:
    """Scores token lists with bm25s, which cannot itself handle having no text or no known token."""

    def __init__(self, index: bm25s.BM25 | None, size: int) -> None:
        self._index = index
        self._size = size

    @classmethod
    def of(cls, documents: list[list[str]]) -> Bm25:
        """The index of token lists."""
        import bm25s

        if not any(documents):
            return cls(None, len(documents))
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # on import it sets DEBUG, whatever is configured
        index = bm25s.BM25()
        index.index(documents, show_progress=False)
        return cls(index, len(documents))

    @classmethod
    def load(cls, folder: Path, size: int) -> Bm25:
        """The index of `size` lists that was saved in `folder`; none was saved if no list had a token."""
        import bm25s

        return cls(bm25s.BM25.load(folder) if folder.is_dir() else None, size)

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`."""
        if self._index is not None:
            self._index.save(folder, show_progress=False)

    def scores(self, tokens: list[str]) -> NDArray[np.float32]:
        """The score of each list, shape (lists,)."""
        import numpy as np

        known = self._index.get_tokens_ids(tokens) if self._index is not None else []
        if self._index is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(known), dtype=np.float32)
