"""Words of a text: where they stand, their stems, and which of them carry content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from interviewer.language.common_words import FUNCTION_WORDS
from interviewer.language.stems import stem

# Letters and digits; hyphens and underscores part words, so that `return_state` and "re-train" match their parts.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WORD_PART = re.compile(r"[^\W_]+")
"""What a search matches: an apostrophe parts words too, so that "model's" has what "model" has."""


@dataclass(frozen=True)
class Word:
    """A word of a text in lower case, its stem, and where it begins."""

    text: str
    stem: str
    start: int

    @cached_property
    def is_content(self) -> bool:
        """Whether it names something, rather than holding a sentence together."""
        return is_content(self.text)


@lru_cache(maxsize=2_000)  # a segment of an answer is read by half a dozen rules
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(Word(word, stem(word), start) for word, start in _found(text))


def tokens(text: str, pattern: re.Pattern[str] = WORD) -> list[str]:
    """The words of a text in order, in lower case and with straight apostrophes."""
    return [_plain(found) for found in pattern.findall(text)]


def is_content(word: str) -> bool:
    """Whether a word in lower case names something; "don't" and "it's" do not."""
    return word.removesuffix("n't").partition("'")[0] not in FUNCTION_WORDS


@lru_cache(maxsize=2_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry content."""
    return frozenset(word.stem for word in words(text) if word.is_content)


def distinct_stems(text: str) -> set[str]:
    """What `content_stems` gives, quicker for a whole document: each distinct word is looked at once."""
    return {stem(word) for word in set(tokens(text)) if is_content(word)}


def _found(text: str) -> Iterator[tuple[str, int]]:
    return ((_plain(match.group()), match.start()) for match in WORD.finditer(text))


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")
