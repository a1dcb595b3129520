"""What an English sentence model cannot read: other languages, and bare code or formulas."""

from __future__ import annotations

from interviewer.language.common_words import ENGLISH_WORDS, FOREIGN_WORDS
from interviewer.language.markdown import without
from interviewer.language.words import WORD, tokens

NOT_ENGLISH = "The answer does not seem to be in English, which is all that the similarity grader reads."
ONLY_CODE = "The answer is only code or formulas, which the similarity grader cannot judge."

_MIN_WORDS = 6
_FOREIGN_SHARE = 0.2
"""Of the words; words with a letter that English does not have, names aside, count among the foreign ones."""
_LEAST_FOREIGN = 3
_OTHER_SCRIPT_SHARE = 0.4
"""Of the letters."""
_WEIGHT_OF_CJK = 5
"""How many letters a character of Chinese or Japanese writing counts as."""


def why_not_assessable(answer: str) -> str | None:
    """Why a whole answer cannot be assessed, or None where it can.

    Narrow on purpose: an answer with some code, some formulas or some foreign words is still read.
    """
    prose = without(answer)
    letters = [char for char in prose if char.isalpha()]
    found = _words(prose)
    if prose != answer and len(found) < _MIN_WORDS:
        return ONLY_CODE
    latin = sum(map(_is_latin, letters))
    other = sum(_WEIGHT_OF_CJK if _is_cjk(letter) else 1 for letter in letters if not _is_latin(letter))
    if other > _OTHER_SCRIPT_SHARE * (latin + other):
        return NOT_ENGLISH
    foreign = sum(map(_is_foreign, WORD.findall(prose)))
    english = sum(word in ENGLISH_WORDS for word in found)
    least = max(_LEAST_FOREIGN, _FOREIGN_SHARE * len(found))
    if len(found) >= _MIN_WORDS and foreign >= least and foreign > 2 * english:
        return NOT_ENGLISH
    return None


def _words(text: str) -> list[str]:
    return [word for word in tokens(text) if not word.isdigit()]


def _is_foreign(word: str) -> bool:
    """Whether a word is one of another language's commonest, or has an accent and is no name."""
    if word.lower() in FOREIGN_WORDS:
        return True
    return not word[0].isupper() and any(0x00C0 <= ord(letter) < 0x0250 for letter in word)


def _is_cjk(letter: str) -> bool:
    """Whether a letter is of Chinese or Japanese writing, whose words have one or two letters."""
    return 0x3040 <= ord(letter) < 0xA000


def _is_latin(letter: str) -> bool:
    # Up to Latin Extended-B, and Greek, which formulas are full of.
    return ord(letter) < 0x0250 or 0x0370 <= ord(letter) < 0x0400
