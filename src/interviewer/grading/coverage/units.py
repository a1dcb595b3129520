"""Cuts an answer into the units that are compared with key points, each with its exact place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MIN_WORDS = 3
"""A unit has at least this many words; shorter ones say nothing on their own."""

LONG_SENTENCE = 14
"""Sentences of more words than this are offered clause by clause too."""

_SENTENCE_END = re.compile(
    r"""
      (?<![A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\betc)(?<!\bcf)(?<!\bapprox)(?<!\bal)
      [.!?]+(?=["')\]]*(?:\s|$))
    | \n\s*\n
    | \n(?=\s*(?:[-*•]|\d+[.)])\s)
    | \n
    """,
    re.VERBOSE,
)
_CLAUSE_END = re.compile(
    r"""
      ;
    | :(?=\s)
    | \s->\s
    | ,(?=\s+(?:and|but|so|while|whereas|which|because|since|as|then|where|with)\b)
    | (?<=\w)\s+(?=(?:while|whereas|because|but)\s)
    | ,(?=\s)
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_LEAD = re.compile(r"\s*(?:[-*•]\s+|\d+[.)]\s+)?")


@dataclass(frozen=True)
class Unit:
    """`answer[start:end] == text`. `sentence` is the number of the sentence it begins in; `spans_sentences` says
    that it ends in the next one."""

    start: int
    end: int
    text: str
    sentence: int
    spans_sentences: bool = False


def sentences(answer: str) -> list[Unit]:
    """The sentences of `answer`, in order and disjoint; list items and lines count as sentences."""
    found: list[Unit] = []
    for start, end in _pieces(answer, 0, len(answer), _SENTENCE_END):
        unit = _trimmed(answer, start, end, len(found))
        if unit is not None:
            found.append(unit)
    return found


def clauses(answer: str, sentence: Unit) -> list[Unit]:
    """The parts of a sentence between semicolons, commas and conjunctions, in order and disjoint."""
    parts = _pieces(answer, sentence.start, sentence.end, _CLAUSE_END)
    trimmed = (_trimmed(answer, start, end, sentence.sentence) for start, end in parts)
    return [unit for unit in trimmed if unit is not None]


def units_of(answer: str) -> list[Unit]:
    """All units of `answer`: sentences, clauses, neighbouring clauses together, and neighbouring sentences together.

    They overlap; a key point may be said in any of them.
    """
    base = sentences(answer)
    found: dict[tuple[int, int], Unit] = {}
    for unit in base:
        found[(unit.start, unit.end)] = unit
        parts = clauses(answer, unit)
        if len(_WORD.findall(unit.text)) > LONG_SENTENCE or ";" in unit.text:
            for part in parts:
                found[(part.start, part.end)] = part
            for first, second in pairwise(parts):
                found[(first.start, second.end)] = _joined(answer, first, second)
    for first, second in pairwise(base):
        found[(first.start, second.end)] = _joined(answer, first, second)
    return sorted(found.values(), key=lambda unit: (unit.start, unit.end))


def _joined(answer: str, first: Unit, second: Unit) -> Unit:
    crosses = first.sentence != second.sentence
    return Unit(first.start, second.end, answer[first.start : second.end], first.sentence, crosses)


def _pieces(answer: str, start: int, end: int, boundary: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces = []
    at = start
    for match in boundary.finditer(answer, start, end):
        if match.end() > at:
            pieces.append((at, match.end()))
            at = match.end()
    pieces.append((at, end))
    return pieces


def _trimmed(answer: str, start: int, end: int, sentence: int) -> Unit | None:
    lead = _LEAD.match(answer, start, end)
    start = lead.end() if lead else start
    text = answer[start:end].rstrip().rstrip(",;:")
    text = text.removesuffix("->").rstrip()
    if len(_WORD.findall(text)) < MIN_WORDS:
        return None
    return Unit(start, start + len(text), text, sentence)
