"""A text as it reads, however its letters are disguised, and whether it can be checked at all."""

from __future__ import annotations

import re
import unicodedata

from interviewer.language.common_words import ENGLISH_WORDS
from interviewer.language.lookalikes import as_latin
from interviewer.language.markdown import without
from interviewer.language.sentences import split_sentences
from interviewer.language.words import tokens

MIN_ENGLISH = 0.06
"""A sentence with a lower share of words that hold English together is not English. The titles, probes and
follow-ups of the corpus have at least 0.07; sentences in 15 other languages have none (see the tests)."""

MIN_WORDS = 4
"""Fewer words than this do not show their language."""

LONGEST_WORD = 34
"""Longer runs of letters and digits are encoded text; the corpus has none over 20."""

_DIGITS = str.maketrans("013457", "oieast")
_DIGIT_INSIDE = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
_DRESSING = re.compile(r"[*_~`\\]+(?=\w)|(?<=\w)[*_~`]+")
_SPELLED = re.compile(r"(?<![^\W_])(?:[^\W\d_][\s.·•\-–—_|/,]{1,3}){3,}[^\W\d_](?![^\W_])")


def plain_words(text: str) -> str:
    """`text` in lower case as a reader takes it in.

    Without mark-up and invisible characters, lookalike letters and digits as Latin letters, hyphens as spaces, and
    words spelled letter by letter put together.
    """
    letters = text.casefold()
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters)
        letters = "".join(char for char in letters if unicodedata.category(char) not in ("Cf", "Mn"))
    bare = _DRESSING.sub("", as_latin(letters))
    bare = _DIGIT_INSIDE.sub(lambda found: found.group().translate(_DIGITS), bare)
    joined = _SPELLED.sub(lambda found: "".join(filter(str.isalpha, found.group())), bare)
    return re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", joined)


def why_unreadable(text: str) -> str | None:
    """Why the checks in code, which read English, cannot judge `text`; None if they can.

    Code and formulas are left out. It finds letters of scripts other than Latin and the Greek of formulas, words that
    are too long to be words, and sentences without the words that hold English together.
    """
    prose = without(text)
    if any(_is_foreign(char) for char in prose):
        return "it is not in Latin letters"
    if any(len(word) > LONGEST_WORD for word in tokens(prose)):
        return "it has a word that is too long to be one"
    if any(_is_foreign_sentence(sentence) for sentence in split_sentences(prose)):
        return "it is not in English"
    return None


def _is_foreign_sentence(sentence: str) -> bool:
    words = [word for word in tokens(sentence) if not word.isdigit()]
    return len(words) >= MIN_WORDS and sum(map(_is_english, words)) < MIN_ENGLISH * len(words)


def _is_english(word: str) -> bool:
    return word.removesuffix("n't").partition("'")[0] in ENGLISH_WORDS


def _is_foreign(char: str) -> bool:
    if char.isascii() or not char.isalpha():
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(("LATIN", "GREEK", "MATHEMATICAL", "MODIFIER", "SUPERSCRIPT", "SUBSCRIPT", "SCRIPT"))
