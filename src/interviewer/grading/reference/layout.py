"""The layout of a reference: headings, list items, rows of tables, blocks of code and paragraphs, with their places.

People number within a line ("There are two: (1) ..., (2) ..."), glue marks to words ("1.A mapping", "-Sequence number")
and use any bullet: marks are found wherever a list has two of them, or where a line begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from interviewer.language.common_words import FUNCTION_WORDS
from interviewer.language.markdown import PartKind, blocks


class LayoutKind(StrEnum):
    """What a stretch of a reference is."""

    TEXT = "text"
    ITEM = "item"
    HEADING = "heading"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True)
class LayoutPart:
    """`reference[start:end]` without the mark of its list and white space around it.

    `mark` is the style of an item's mark, by which items of one list are told from those of a list within it.
    """

    kind: LayoutKind
    start: int
    end: int
    mark: str = ""


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    style: str
    counter: str  # marks of several styles may count on: "1- ..., 2. ..."
    number: int
    begins_line: bool
    is_glued: bool  # to the word that follows


_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_MARK = re.compile(
    r"""(?:^|(?<=\n)|(?<=[\s.:;,!?)]))
    (?: (?P<number>\(?(?:step\s)?\d{1,2}[.)])(?!\d)
      | (?P<counted>\d{1,2}\s?[-–—])(?=\s?[^\W\d]{2})
      | (?P<roman>\(?(?:i{1,3}|iv|vi{0,3}|ix|x)\))
      | (?P<letter>\(?[a-hA-H]\))
      | (?P<bullet>[●○•▪◦‣·∙■□►])
      | (?P<dash>[-*+–—](?=\s?[^\W\d]{2}|\s\S))
    )[ \t]*(?=[^\s.)])""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_START = re.compile(r"(?:\A|\n)[ \t]*\Z")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_HEADING_MARK = re.compile(r"[ \t]*#{1,6}[ \t]+")
_OPERATORS = "=/<>+*^~≈≤≥×·-–"
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_LONGEST_WORD = 30
_COUNTED = frozenset(
    "step figure fig table section chapter level layer version type phase class equation eq line part".split()
)
_LEAST_GLUED = 2  # dashes within lines make a list from this many on: one alone is a dash or a minus


def layout_of(reference: str) -> tuple[LayoutPart, ...]:
    """The parts of a text in order; their places do not overlap, and only white space and marks are outside."""
    found: list[LayoutPart] = []
    begin = 0
    end = 0
    for block in blocks(reference):
        if block.kind not in (PartKind.CODE, PartKind.HEADING):
            end = block.end
            continue
        found += _of_prose(reference, begin, block.start)
        kind = LayoutKind.CODE if block.kind is PartKind.CODE else LayoutKind.HEADING
        mark = _HEADING_MARK.match(reference, block.start, block.end) if kind is LayoutKind.HEADING else None
        found.append(LayoutPart(kind, mark.end() if mark else block.start, block.end))
        begin = end = block.end
    found += _of_prose(reference, begin, max(begin, end))
    trimmed = (_trimmed(reference, part) for part in found)
    return tuple(part for part in trimmed if part.start < part.end)


def _of_prose(reference: str, start: int, end: int) -> Iterator[LayoutPart]:
    """Paragraphs, rows and items."""
    at = start
    for row in _ROW.finditer(reference, start, end):
        yield from _paragraphs(reference, at, row.start())
        yield LayoutPart(LayoutKind.ROW, row.start(), row.end())
        at = row.end()
    yield from _paragraphs(reference, at, end)


def _paragraphs(reference: str, start: int, end: int) -> Iterator[LayoutPart]:
    marks = _marks(reference, start, end)
    bounds = [(start, start, "")] + [(mark.start, mark.end, mark.style) for mark in marks] + [(end, end, "")]
    for (_, begin, style), (stop, _, _) in pairwise(bounds):
        kind = LayoutKind.ITEM if style else LayoutKind.TEXT
        for gap in (*_PARAGRAPH.finditer(reference, begin, stop), None):
            last = stop if gap is None else gap.start()
            yield LayoutPart(kind, begin, last, style)
            kind, style = LayoutKind.TEXT, ""
            begin = last if gap is None else gap.end()


def _marks(reference: str, start: int, end: int) -> list[_Mark]:
    """The marks of lists between two places, those that only look like one left out."""
    found = [_mark(reference, match) for match in _MARK.finditer(reference, start, end)]
    glued = sum(mark.style == "dash" and mark.is_glued for mark in found)
    kept: list[_Mark] = []
    last: dict[str, int] = {}
    later = {(mark.counter, mark.number): place for place, mark in enumerate(found)}
    for place, mark in enumerate(found):
        if mark.style == "bullet":
            is_mark = True
        elif mark.style == "dash":
            is_mark = mark.begins_line or (glued >= _LEAST_GLUED and mark.is_glued)
        elif _counts_something(reference, mark):
            is_mark = False
        elif mark.number == 1:
            is_mark = later.get((mark.counter, 2), -1) > place
        else:
            is_mark = last.get(mark.counter) == mark.number - 1
        if is_mark or (mark.begins_line and mark.style != "letter"):
            kept.append(mark)
            last[mark.counter] = mark.number
    return kept


def _mark(reference: str, match: re.Match[str]) -> _Mark:
    style = counter = match.lastgroup or ""
    text = match[style].strip("().-–— \t")
    number = 0
    if style in ("number", "counted"):
        number = int(text.lower().removeprefix("step").strip())
        counter = "number"
        style = f"number{match[match.lastgroup or 0].strip()[-1]}"
    elif style == "roman":
        number = _ROMANS.index(text.lower()) + 1
    elif style == "letter":
        number = ord(text.lower()) - ord("a") + 1
    begins_line = _LINE_START.search(reference, 0, match.start()) is not None if match.start() else True
    is_glued = match[0][-1:] in "-–" and reference[match.start() - 1 : match.start()] in (" ", "\n", ":")
    return _Mark(match.start(), match.end(), style, counter, number, begins_line, is_glued)


def _counts_something(reference: str, mark: _Mark) -> bool:
    """Whether a number that ends a sentence is no mark: "reset to 1.", "x = 2."."""
    if mark.begins_line or reference[mark.start] == "(":
        return False
    before = reference[max(0, mark.start - _LONGEST_WORD) : mark.start].rstrip()
    last = _LAST_WORD.search(before)
    return before[-1:] in _OPERATORS or (
        last is not None and (last[0].lower() in FUNCTION_WORDS or last[0].lower() in _COUNTED)
    )


def _trimmed(reference: str, part: LayoutPart) -> LayoutPart:
    text = reference[part.start : part.end]
    start = part.start + len(text) - len(text.lstrip())
    return LayoutPart(part.kind, start, max(start, part.start + len(text.rstrip())), part.mark)
