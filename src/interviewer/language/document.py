"""A Markdown text as blocks and runs, for formats that are not Markdown. Links, images and HTML stay text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class RunKind(StrEnum):
    """What a run is: text, code, a formula in LaTeX within the line or on a line of its own, or a line break."""

    TEXT = "text"
    CODE = "code"
    FORMULA = "formula"
    DISPLAY = "display formula"
    BREAK = "break"


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph in one style."""

    kind: RunKind
    text: str
    strong: bool = False
    emphasis: bool = False


class BlockKind(StrEnum):
    """What a block is; lists, quotes and tables have blocks within."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE = "code"
    FORMULA = "formula"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    QUOTE = "quote"
    RULE = "rule"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True)
class Block:
    """A block: `runs` of a paragraph, heading or cell, `text` of code or a formula, `blocks` of a list, item, quote,
    table or row. The first row of a table is its head."""

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    text: str = ""
    blocks: tuple[Block, ...] = ()


_CONTAINERS = {
    "bullet_list_open": BlockKind.BULLETS,
    "ordered_list_open": BlockKind.NUMBERS,
    "list_item_open": BlockKind.ITEM,
    "blockquote_open": BlockKind.QUOTE,
    "table_open": BlockKind.TABLE,
    "tr_open": BlockKind.ROW,
}
_PARAGRAPHS = {
    "paragraph_open": BlockKind.PARAGRAPH,
    "heading_open": BlockKind.HEADING,
    "th_open": BlockKind.CELL,
    "td_open": BlockKind.CELL,
}
_PARTS_OF_TABLES = frozenset(("thead_open", "thead_close", "tbody_open", "tbody_close"))
_LEAVES = {
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "math_block": BlockKind.FORMULA,
    "hr": BlockKind.RULE,
}
_RUNS = {
    "text": RunKind.TEXT,
    "code_inline": RunKind.CODE,
    "math_inline": RunKind.FORMULA,
    "math_inline_double": RunKind.DISPLAY,
    "softbreak": RunKind.TEXT,
    "hardbreak": RunKind.BREAK,
}


def document(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text."""
    return _blocks(iter(_parser().parse(text)))


def runs(text: str) -> tuple[Run, ...]:
    """The runs of a Markdown text of one paragraph, such as a title."""
    (token,) = _parser().parseInline(text)
    return _runs(token.children or [])


def _blocks(tokens: Iterator[Token]) -> tuple[Block, ...]:
    """The blocks up to the end of what they are in."""
    found: list[Block] = []
    for token in tokens:
        if token.type in _CONTAINERS:
            found.append(Block(_CONTAINERS[token.type], blocks=_blocks(tokens)))
        elif token.type in _LEAVES:
            found.append(Block(_LEAVES[token.type], text=token.content.strip("\n")))
        elif token.type in _PARAGRAPHS:
            found.append(Block(_PARAGRAPHS[token.type], _runs(next(tokens).children or [])))
            next(tokens)
        elif token.nesting < 0 and token.type not in _PARTS_OF_TABLES:
            break
    return tuple(found)


def _runs(tokens: Sequence[Token]) -> tuple[Run, ...]:
    found: list[Run] = []
    style = Run(RunKind.TEXT, "")
    for token in tokens:
        if token.type.startswith("strong_"):
            style = replace(style, strong=token.nesting > 0)
        elif token.type.startswith("em_"):
            style = replace(style, emphasis=token.nesting > 0)
        elif token.type in _RUNS:
            text = " " if token.type == "softbreak" else token.content
            found.append(replace(style, kind=_RUNS[token.type], text=text))
    return tuple(found)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["link", "image", "autolink", "reference", "html_block", "html_inline"])
    return parser.use(dollarmath_plugin, allow_space=False, double_inline=True)
