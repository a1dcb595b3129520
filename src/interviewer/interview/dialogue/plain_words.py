"""A text as it reads, whatever its letters are dressed in, and whether it can be checked at all."""

from __future__ import annotations

import re
import unicodedata

MIN_ENGLISH = 0.06
"""A sentence of which less than this are words that hold English together is in no English. The titles, probes and
follow-ups of the corpus have at least 0.07; sentences in 15 other languages have none (see the tests)."""

MIN_WORDS = 4
"""Fewer words than this say nothing about their language."""

LONGEST_WORD = 34
"""Longer runs of letters and digits are encoded text; the corpus has none above 20."""

_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһοανρτυικε", "abekmhopctyxijsdhoavptuike")
_DIGITS = str.maketrans("013457", "oieast")
_DIGIT_INSIDE = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
_DRESSING = re.compile(r"[*_~`\\]+(?=\w)|(?<=\w)[*_~`]+")
_SPELLED = re.compile(r"(?<![^\W_])(?:[^\W\d_][\s.·•\-–—_|/,]{1,3}){3,}[^\W\d_](?![^\W_])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\s]*`|\$[^$]*\$", re.DOTALL)
_ENGLISH = frozenset(
    """about after and any are because been before being both but by can could did does doing don't each else
    every few from go got have how if instead into it it's its itself kept let's made make many might more most
    much must my near nor not off only or other others our out own please said same say says she should some such
    take tell than thank thanks that that's the their them themselves then there these they thing things this
    those though through to together too towards two until up us use used very walk were what what's when where
    whether which while who whose why with within without would yet you you've your""".split()
)
"""Words that hold English sentences together; those that other languages have too (a, in, is, no, on, so, was) are left
out."""


def plain_words(text: str) -> str:
    """`text` in lower case as a reader takes it in.

    Without mark-up and what cannot be seen, lookalike letters and digits as Latin letters, hyphens as spaces, and words
    that were spelled letter by letter put together.
    """
    letters = text.casefold()
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters)
        letters = "".join(char for char in letters if unicodedata.category(char) not in ("Cf", "Mn"))
    bare = _DRESSING.sub("", letters.translate(_LOOKALIKES))
    bare = _DIGIT_INSIDE.sub(lambda found: found.group().translate(_DIGITS), bare)
    joined = _SPELLED.sub(lambda found: "".join(filter(str.isalpha, found.group())), bare)
    return re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", joined)


def why_unreadable(text: str) -> str | None:
    """Why the checks in code, which read English, can say nothing about `text`; None where they can.

    Code and formulas are left out. What is found: letters of another script than Latin and the Greek of formulas,
    words that are too long to be words, and sentences that English does not hold together.
    """
    prose = _CODE.sub(" ", text)
    if any(_is_foreign(char) for char in prose):
        return "it is not in Latin letters"
    if any(len(word) > LONGEST_WORD for word in _WORD.findall(prose)):
        return "it has a word that is none"
    if any(_is_foreign_sentence(sentence) for sentence in _SENTENCE_END.split(prose)):
        return "it is not in English"
    return None


def _is_foreign_sentence(sentence: str) -> bool:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(sentence) if not word.isdigit()]
    return len(words) >= MIN_WORDS and sum(word in _ENGLISH for word in words) < MIN_ENGLISH * len(words)


def _is_foreign(char: str) -> bool:
    if char.isascii() or not char.isalpha():
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(("LATIN", "GREEK", "MATHEMATICAL", "MODIFIER", "SUPERSCRIPT", "SUBSCRIPT", "SCRIPT"))
