"""Corrects misspelt words of a query, towards words of the corpus only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from interviewer.language.words import WORD_PART, stem, tokens
from interviewer.strict_json import dumps

# Shorter words are abbreviations more often than mistakes, and one edit turns them into another word.
_SHORTEST = 4
# How many edits away from the right word a misspelt one of this many letters may be.
_EDITS = {4: 1, 5: 2, 6: 2, 7: 2, 8: 2}
_EDITS_LONG = 3
_NEAREST = 50


class Speller:
    """Replaces words that neither the corpus nor the language knows by the nearest word of the corpus.

    A word is also known if its stem is, so that "silencing" passes for a language that lists "silence". Safe from any
    thread.
    """

    def __init__(self, counts: Mapping[str, int], known: Iterable[str]) -> None:
        """`counts` are the words that a misspelt one may become, `known` the stems of words that are never misspelt."""
        self._counts = counts
        self._known = frozenset(known)
        self._words = list(counts)
        self._corrected = lru_cache(maxsize=4096)(self._correct_word)

    @classmethod
    def of(cls, texts: Iterable[str], language: Iterable[str]) -> Speller:
        """`texts` are those that are searched, `language` the common words that are never misspelt."""
        counts = Counter(word for text in texts for word in tokens(text, WORD_PART))
        usable = {word: count for word, count in counts.items() if len(word) >= _SHORTEST and word.isalpha()}
        return cls(usable, map(stem, (*counts, *language)))

    @classmethod
    def load(cls, path: Path) -> Speller:
        """The speller that was saved. Raises OSError or ValueError if the file is incomplete."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        return cls(saved["counts"], saved["known"])

    def save(self, path: Path) -> None:
        """Writes the speller to a file. Raises OSError."""
        path.write_text(dumps({"counts": self._counts, "known": sorted(self._known)}), encoding="utf-8")

    def correct(self, query: str) -> str:
        """The query in lower case with its misspelt words replaced; every other character stays."""
        return WORD_PART.sub(lambda match: self._corrected(match.group().lower()), query)

    def _correct_word(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha() or stem(word) in self._known:
            return word
        return min(self._near(word), default=(0.0, 0, word))[-1]

    def _near(self, word: str) -> Iterator[tuple[float, int, str]]:
        """Words of the corpus near `word`, as (distance, minus frequency, word); the first letter is rarely wrong."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA  # counts two swapped letters as one edit

        limit = _EDITS.get(len(word), _EDITS_LONG)
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=limit, limit=_NEAREST)
        for near, distance, _ in found:
            yield distance - 0.5 * (near[0] == word[0]), -self._counts[near], near
