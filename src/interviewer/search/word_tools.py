"""What a search needs from the words of the passages: built from them, or read as it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interviewer.search.embedding.folder import common_words
from interviewer.search.lexical import LexicalIndex
from interviewer.search.passage import Passage
from interviewer.search.spelling import Speller

WORDS = "2"
"""Names how words are read. Change it whenever the same passages would give different tools."""

_SPELLER = "speller.json"


@dataclass(frozen=True)
class WordTools:
    """The lexical index of the passages, and the speller for queries."""

    lexical: LexicalIndex
    speller: Speller

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> WordTools:
        """The tools for `passages`."""
        texts = [passage.text for passage in passages]
        return cls(LexicalIndex.of(texts), Speller.of(texts, common_words()))

    @classmethod
    def load(cls, folder: Path, size: int) -> WordTools:
        """The tools for `size` passages, saved in `folder`. Raises OSError or ValueError if they are incomplete."""
        return cls(LexicalIndex.load(folder, size), Speller.load(folder / _SPELLER))

    def save(self, folder: Path) -> None:
        """Writes the tools into `folder`. Raises OSError."""
        self.lexical.save(folder)
        self.speller.save(folder / _SPELLER)
