"""The parts of a Markdown text, with their exact places in it: prose, headings, list items, code and formulas.

Markdown is read as people type it into an answer box: blocks of code may open at the end of a line, indentation alone
makes no code, and a fence that is not closed runs to the end. Links, emphasis and HTML are prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


class PartKind(StrEnum):
    """What a part of a Markdown text is."""

    PROSE = "prose"
    HEADING = "heading"
    ITEM = "list item"
    CODE = "code block"
    CODE_SPAN = "code span"
    FORMULA = "formula"


LITERAL = (PartKind.CODE, PartKind.CODE_SPAN, PartKind.FORMULA)
"""What is not a sentence in any language."""


@dataclass(frozen=True)
class Part:
    """`text[start:end]` of a Markdown text, marks included.

    `content` is what is between the marks of code and of formulas, `language` the one that a code block names.
    """

    kind: PartKind
    start: int
    end: int
    content: str = ""
    language: str = ""


# A fence after other words on its line opens a block too, with at most the name of a language after it.
_LATE_FENCE = re.compile(r"(?<=\S)[ \t](?=(?:```|~~~)[\w+-]*[ \t]*$)", re.MULTILINE)
_MAY_HAVE_FENCES = re.compile(r"```|~~~")
_MAY_HAVE_LINES = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\n)")
_MAY_HAVE_SPANS = re.compile(r"[`$]")
_SPANS = {"code_inline": PartKind.CODE_SPAN, "math_inline": PartKind.FORMULA, "math_inline_double": PartKind.FORMULA}


def blocks(text: str) -> tuple[Part, ...]:
    """The blocks of a text in order, without gaps: together they are the text.

    They are whole lines, except for code that begins at the end of a line; blank lines belong to the block before them.
    """
    return tuple(_blocks(text))


def parts(text: str) -> tuple[Part, ...]:
    """The blocks of a text, with the code spans and the formulas within them as parts of their own."""
    found: list[Part] = []
    for block in _blocks(text):
        at = block.start
        for span in _spans(text, block):
            if span.start > at:
                found.append(Part(block.kind, at, span.start))
            found.append(span)
            at = span.end
        if at == block.start:
            found.append(block)
        elif at < block.end:
            found.append(Part(block.kind, at, block.end))
    return tuple(found)


def stretches(text: str, kinds: Collection[PartKind] = LITERAL) -> list[str]:
    """The text before, between and after the parts of these kinds: one piece more than there are parts."""
    found, end = [], 0
    for part in parts(text):
        if part.kind in kinds:
            found.append(text[end : part.start])
            end = part.end
    return [*found, text[end:]]


def without(text: str, kinds: Collection[PartKind] = LITERAL) -> str:
    """`text` with a space in place of each part of these kinds."""
    return " ".join(stretches(text, kinds))


def _blocks(text: str) -> Iterator[Part]:
    """Code blocks first, whatever they are indented by; then what lies between them, by lines."""
    if not _MAY_HAVE_FENCES.search(text):
        yield from _lines_of(text, 0, len(text))
        return
    src = _LATE_FENCE.sub("\n", text)  # as long as the text
    starts = _line_starts(src)
    end = 0
    for token in _parsed(_fences(), src):
        if token.type == "fence" and token.map is not None:
            first, last = starts[token.map[0]], starts[token.map[1]]
            yield from _lines_of(text, end, first)
            yield Part(PartKind.CODE, first, last, token.content, token.info.strip())
            end = last
    yield from _lines_of(text, end, len(text))


def _lines_of(text: str, start: int, end: int) -> Iterator[Part]:
    """Prose, headings and list items of a stretch that has no code block."""
    if start == end:
        return
    src = text[start:end]
    if not _MAY_HAVE_LINES.search(src):
        yield Part(PartKind.PROSE, start, end)
        return
    starts = _line_starts(src)
    begin, kind = 0, PartKind.PROSE
    for found, line in _kinds(_parsed(_lines(), src)):
        if starts[line] > begin:
            yield Part(kind, start + begin, start + starts[line])
        begin, kind = starts[line], found
    yield Part(kind, start + begin, end)


def _kinds(tokens: Iterable[Token]) -> Iterator[tuple[PartKind, int]]:
    """The kind of each block and the line that it begins in."""
    lists = 0
    heading = False
    for token in tokens:
        lists += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        heading = token.type == "heading_open" or (heading and token.type != "heading_close")
        if token.type == "inline" and token.map is not None:
            yield (PartKind.HEADING if heading else PartKind.ITEM if lists else PartKind.PROSE), token.map[0]


def _spans(text: str, block: Part) -> list[Part]:
    """The code spans and formulas in a block of prose."""
    if block.kind in LITERAL or not _MAY_HAVE_SPANS.search(text, block.start, block.end):
        return []
    found: list[Part] = []
    parser = _inline()
    start = block.start
    for gap in (*_BLANK_LINE.finditer(text, block.start, block.end), None):
        end = block.end if gap is None else gap.start()
        parser.inline.parse(text[start:end], parser, {"found": found, "start": start}, [])
        start = end
    return found


def _parsed(parser: MarkdownIt, src: str) -> list[Token]:
    found: list[Token] = []
    parser.block.parse(src, parser, {}, found)
    return found


def _line_starts(src: str) -> list[int]:
    """Where each line begins, and the end of the text."""
    starts = [0, *(found.end() for found in re.finditer("\n", src))]
    return [*starts, len(src)]


@cache
def _fences() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable("fence")


@cache
def _lines() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["heading", "list"])


@cache
def _inline() -> MarkdownIt:
    """A parser that notes where code spans and formulas are, which markdown-it's tokens do not say."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import backtick
    from mdit_py_plugins.dollarmath.index import math_inline_dollar

    parser = MarkdownIt("zero").enable("escape")
    formula = math_inline_dollar(allow_space=False, allow_double=True)
    for name, rule in (("backticks", backtick), ("formula", formula)):
        parser.inline.ruler.push(name, _noting(rule))
    return parser


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as markdown-it calls it
        at, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and len(state.tokens) > before and state.tokens[-1].type in _SPANS:
            token, start = state.tokens[-1], state.env["start"]
            state.env["found"].append(Part(_SPANS[token.type], start + at, start + state.pos, token.content))
        return matched

    return noting
