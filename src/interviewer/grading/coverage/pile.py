"""Whether an answer is a pile of keywords: terms beside each other that say nothing of each other."""

from __future__ import annotations

import re

from interviewer.grading.coverage.lexicon import DOWN, FUNCTION_WORDS, NEGATIONS, UP

MIN_WORDS = 8
"""Fewer words are no pile; whether they say something is for the comparison to find."""

MAX_LINKS = 0.18
"""Below this share of linking words (function words, negations, directions, and signs such as = and ->) a text is a
pile. The piles of the development answers stay at or below 0.17, all but one of their tersest statements above it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_SIGN = re.compile(r"->|=>|=|<|>|→|≈|\+|[:;](?=\s)|[.](?=\s)")
_LISTING = frozenset("of and or".split())


def is_pile(text: str) -> bool:
    """Whether `text` is a keyword pile."""
    words = [word.lower() for word in _WORD.findall(text)]
    return len(words) >= MIN_WORDS and link_share(text) < MAX_LINKS


def link_share(text: str) -> float:
    """The share of words and signs that link others, 0..1; "and", "or" and "of" only list, and count for nothing."""
    words = [word.lower() for word in _WORD.findall(text)]
    signs = len(_SIGN.findall(text))
    if not words:
        return 0.0
    links = sum(1 for word in words if word in _LINKS or word.endswith(("n't", "n’t")))
    return (links + signs) / (len(words) + signs)


_LINKS = (FUNCTION_WORDS | NEGATIONS | UP | DOWN) - _LISTING
