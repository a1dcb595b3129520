"""Mends misspelt words of a query, towards the words of the corpus only."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from interviewer.search.lexical import WORD

# Shorter words are abbreviations more often than mistakes, and one edit makes another word of them.
_SHORTEST = 4
# How many edits may part a misspelt word of so many letters from the right one.
_EDITS = {4: 1, 5: 2, 6: 2, 7: 2, 8: 2}
_EDITS_LONG = 3
_NEAREST = 50


class Speller:
    """Replaces words that neither the corpus nor the language knows by the nearest word of the corpus.

    A word is known too where its stem is, so that "silencing" passes for a language that lists "silence". Safe from
    any thread.
    """

    def __init__(self, texts: Iterable[str], language: Iterable[str]) -> None:
        """`texts` are those that are searched, `language` the common words that are never misspelt."""
        import Stemmer

        counts = Counter(word.casefold() for text in texts for word in WORD.findall(text))
        self._counts = {word: count for word, count in counts.items() if len(word) >= _SHORTEST and word.isalpha()}
        self._words = list(self._counts)
        self._stemmer = Stemmer.Stemmer("english")
        self._stemming = threading.Lock()  # a Stemmer keeps state while it works
        self._known = frozenset(self._stemmer.stemWords([*counts, *language]))
        self._mended = lru_cache(maxsize=4096)(self._mend_word)

    def mend(self, query: str) -> str:
        """The query in lower case with its misspelt words replaced; every other character stays."""
        return WORD.sub(lambda match: self._mended(match.group().casefold()), query)

    def _mend_word(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha() or self._is_known(word):
            return word
        return min(self._near(word), default=(0.0, 0, word))[-1]

    def _is_known(self, word: str) -> bool:
        with self._stemming:
            return str(self._stemmer.stemWord(word)) in self._known

    def _near(self, word: str) -> Iterator[tuple[float, int, str]]:
        """Words of the corpus near `word`, as (distance, minus frequency, word); the first letter is rarely wrong."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA  # counts two swapped letters as one edit

        limit = _EDITS.get(len(word), _EDITS_LONG)
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=limit, limit=_NEAREST)
        for near, distance, _ in found:
            yield distance - 0.5 * (near[0] == word[0]), -self._counts[near], near
