"""What an English sentence model cannot read: other languages, and bare code or formulas."""

from __future__ import annotations

from interviewer.language.common_words import FOREIGN_WORDS, FUNCTION_WORDS
from interviewer.language.markdown import without
from interviewer.language.words import tokens

NOT_ENGLISH = "The answer does not seem to be in English, which is all that the similarity grader reads."
ONLY_CODE = "The answer is only code or formulas, which the similarity grader cannot judge."

_MIN_WORDS = 6
_FOREIGN_SHARE = 0.2
_OTHER_SCRIPT_SHARE = 0.4


def why_not_assessable(answer: str) -> str | None:
    """Why a whole answer cannot be assessed, or None where it can.

    Narrow on purpose: an answer with some code, some formulas or some foreign words is still read.
    """
    prose = without(answer)
    letters = [char for char in prose if char.isalpha()]
    found = _words(prose)
    if prose != answer and len(found) < _MIN_WORDS:
        return ONLY_CODE
    if letters and sum(not _is_latin(letter) for letter in letters) > _OTHER_SCRIPT_SHARE * len(letters):
        return NOT_ENGLISH
    foreign = sum(word in FOREIGN_WORDS for word in found)
    english = sum(word in FUNCTION_WORDS for word in found)
    if len(found) >= _MIN_WORDS and foreign >= _FOREIGN_SHARE * len(found) and foreign > 2 * english:
        return NOT_ENGLISH
    return None


def _words(text: str) -> list[str]:
    return [word for word in tokens(text) if not word.isdigit()]


def _is_latin(letter: str) -> bool:
    # Up to Latin Extended-B, and Greek, which formulas are full of.
    return ord(letter) < 0x0250 or 0x0370 <= ord(letter) < 0x0400
