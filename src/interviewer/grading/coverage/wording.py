"""Words of a text as they are compared: stems, in order, with what is negated or turned marked on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from interviewer.grading.coverage.lexicon import (
    DOWN,
    FUNCTION_WORDS,
    NEGATION_REACH,
    NEGATIONS,
    SCOPE_ENDS,
    UP,
)

_TOKEN = re.compile(r"[a-zA-Z]+(?:['’][a-z]+)?\d*|\d+(?:\.\d+)?|[,;:.()]")
_IDIOMS = (
    (re.compile(r"\bno matter\b|\bnot only\b"), "whatever"),
    (re.compile(r"\b(?:switched|turned|switch|turn|switches|turns) off\b|\bdisabled\b"), "inactive"),
    (re.compile(r"\b(?:switched|turned|switch|turn|switches|turns|stays) on\b|\benabled\b"), "active"),
    (re.compile(r"\b(?:at|during) (?:test|evaluation|prediction)(?:ing)?(?: time)?\b"), "at inference"),
)
_NOT = re.compile(r"n['’]t$")


@dataclass(frozen=True)
class Word:
    """A content word: its stem, whether it stands under a negation, and the direction of what is said of it
    (+1 up, -1 down, 0 none)."""

    stem: str
    negated: bool
    direction: int


@dataclass(frozen=True)
class Wording:
    """The content words of a text. `stems` has every content word; `order` is their order of appearance."""

    words: tuple[Word, ...]

    @property
    def stems(self) -> frozenset[str]:
        """Every content word's stem."""
        return frozenset(word.stem for word in self.words)

    def find(self, stem: str) -> Word | None:
        """The first word with this stem."""
        return next((word for word in self.words if word.stem == stem), None)


def tokens(text: str) -> list[str]:
    """Words, numbers and clause marks, lower case, a few idioms said plainly."""
    text = text.lower()
    for idiom, plain in _IDIOMS:
        text = idiom.sub(plain, text)
    return _TOKEN.findall(text)


@lru_cache(maxsize=20_000)
def wording(text: str) -> Wording:
    """The content words of a text with what is negated or turned.

    A negation reaches the next NEGATION_REACH words of its clause. A direction word ("more", "shrinks") turns the
    content words nearest to it in its clause, on both sides.
    """
    listed = tokens(text)
    clause_of: list[int] = []
    clause = 0
    for token in listed:
        clause += token in SCOPE_ENDS
        clause_of.append(clause)
    negation_at = [i for i, token in enumerate(listed) if _negates(token)]
    turned_at = [(i, _direction(token)) for i, token in enumerate(listed) if _direction(token)]
    words = []
    for i, token in enumerate(listed):
        if not token[0].isalpha() or token in FUNCTION_WORDS or _negates(token) or _direction(token):
            continue
        negated = any(clause_of[n] == clause_of[i] and 0 < i - n <= NEGATION_REACH for n in negation_at)
        words.append(Word(stem(token), negated, _nearest_direction(i, clause_of, turned_at)))
    return Wording(tuple(words))


def stem(word: str) -> str:
    """The Snowball stem of an English word; plural names such as RNNs lose their s too."""
    found = _snowball(word.lower())
    return found[:-1] if len(found) > 3 and found.endswith("s") and not found.endswith("ss") else found


@lru_cache(maxsize=20_000)
def _snowball(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def _negates(token: str) -> bool:
    return token in NEGATIONS or bool(_NOT.search(token))


def _direction(token: str) -> int:
    return 1 if token in UP else -1 if token in DOWN else 0


def _nearest_direction(at: int, clause_of: list[int], turned: list[tuple[int, int]]) -> int:
    near = [(abs(i - at), sign) for i, sign in turned if clause_of[i] == clause_of[at] and abs(i - at) <= 6]
    return min(near)[1] if near else 0
