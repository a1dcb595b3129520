"""What an answer asserts: its sentences without questions, myths, open alternatives and words to the grader.

Whatever stands in them, nothing of it is claimed, and so nothing of it can be right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.similarity.keyword_stuffing import free_of_stuffing
from interviewer.language.sentences import Span, clauses, sentences

_QUESTION = re.compile(r"\?[\s\"'”’)\]*_]*\Z")
_MYTH = re.compile(
    r"""\b(?:myths?|misconceptions?|misunderstandings?|fallacy|debunk(?:ed|ing)?)\b
        | \(\s*(?:false|wrong|untrue|not\s+true)\b
        | \bit\s+is\s+(?:false|wrong|untrue|not\s+true|a\s+lie)\s+(?:that|to\s+say)\b
        | \bget\s+wrong\s*: | \bcontrary\s+to\b | \bnone\s+(?:of\s+(?:it|this|these|them)\s+)?is\s+true\b
        | \b(?:some|many|most)\s+people\s+(?:say|think|believe|claim|assume)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PERHAPS = r"(?:perhaps|maybe|possibly|not\s+(?:sure|certain))"
_OR_PERHAPS = r"\bor\s+(?:it\s+|they\s+)?(?:may|might|could|maybe|perhaps|possibly|not\b)"
_OPEN = re.compile(
    rf"""\b(?:{_PERHAPS}|either|may|might|could)\b.{{1,160}}{_OR_PERHAPS}
        | \beither\b.{{1,160}}\bor\b.{{0,120}}\b(?:{_PERHAPS}|depend(?:s|ing)|who\s+knows)\b
        | \b{_PERHAPS}\b.{{1,120}}\b{_PERHAPS}\b
        | \bmay\s+or\s+may\s+not\b | \beither\s+may\s+be\b
        | \bi(?:\s+do\s+not|\s+don['’]?t)\s+(?:really\s+)?(?:know|remember)\b | \bno\s+idea\b""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class AssertedText:
    """What an answer asserts.

    `sentences` are its statements on one line each, `parts` these and their clauses, `share` the part of the answer's
    statements that they are, 0..1. All are empty, and the share 0, where nothing is asserted.
    """

    sentences: tuple[str, ...]
    parts: tuple[str, ...]
    share: float

    @property
    def whole(self) -> str:
        """All of it, one text."""
        return " ".join(self.sentences)


def asserted_in(answer: str, *, lists: bool) -> AssertedText:
    """What an answer asserts; `lists` says that a bare list of terms can answer the question."""
    units = sentences(answer)
    said = [" ".join(unit.text.split()) for unit in units]
    free: Sequence[bool] = [True] * len(said) if lists else free_of_stuffing(said)
    kept = [(unit, text) for unit, text, is_free in zip(units, said, free, strict=True) if is_free and _asserts(text)]
    parts = [part for unit, text in kept for part in (text, *_clauses(answer, unit))]
    share = len(kept) / len(units) if units else 0.0
    return AssertedText(tuple(text for _, text in kept), tuple(dict.fromkeys(parts)), share)


def _clauses(answer: str, unit: Span) -> list[str]:
    return [" ".join(clause.text.split()) for clause in clauses(answer, unit)]


def _asserts(sentence: str) -> bool:
    return not (
        _QUESTION.search(sentence)
        or _MYTH.search(sentence)
        or _OPEN.search(sentence)
        or is_addressed_to_grader(sentence)
    )
