"""What an English sentence model cannot read: other languages, and bare code or formulas."""

from __future__ import annotations

import re

from interviewer.grading.similarity.words import FUNCTION_WORDS

NOT_ENGLISH = "The answer does not seem to be in English, which is all that the similarity grader reads."
ONLY_CODE = "The answer is only code or formulas, which the similarity grader cannot judge."

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`", re.DOTALL)
_FOREIGN = frozenset(
    """der das und ist nicht ein eine einen wird werden mit auf für von zu den dem des sich auch durch bei
    le la les des est une pas dans qui pour sur avec sont par ce cette aux du et plus
    el los las una por para con que se como del es su más son pero
    il di che per non sono della nel gli una dei
    o os um uma não com para que em são dos da ao
    het een en van niet zijn wordt""".split()
)
_MIN_WORDS = 6
_FOREIGN_SHARE = 0.2
_OTHER_SCRIPT_SHARE = 0.4


def why_not_assessable(answer: str) -> str | None:
    """Why a whole answer cannot be assessed, or None where it can.

    Narrow on purpose: an answer with some code, some formulas or some foreign words is still read.
    """
    prose = _MARKUP.sub(" ", answer)
    letters = _LETTER.findall(prose)
    if prose != answer and len(_WORD.findall(prose)) < _MIN_WORDS:
        return ONLY_CODE
    if letters and sum(not _is_latin(letter) for letter in letters) > _OTHER_SCRIPT_SHARE * len(letters):
        return NOT_ENGLISH
    found = [word.lower() for word in _WORD.findall(prose)]
    foreign = sum(word in _FOREIGN for word in found)
    english = sum(word in FUNCTION_WORDS for word in found)
    if len(found) >= _MIN_WORDS and foreign >= _FOREIGN_SHARE * len(found) and foreign > 2 * english:
        return NOT_ENGLISH
    return None


def is_only_code(claim: str) -> bool:
    """Whether a key point is code or a formula with no sentence around it to compare with."""
    return len(_WORD.findall(_MARKUP.sub(" ", claim))) < 3 <= len(_WORD.findall(claim))


def _is_latin(letter: str) -> bool:
    # Up to Latin Extended-B, and Greek, which formulas are full of.
    return ord(letter) < 0x0250 or 0x0370 <= ord(letter) < 0x0400
