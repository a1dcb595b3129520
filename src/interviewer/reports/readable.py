"""Markdown of the corpus as plain text: marks go, what they mark stays, and formulas are in Unicode."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.language.document import Block, BlockKind, Run, RunKind, document, runs
from interviewer.reports.formulas.unicode import formula_text
from interviewer.text import one_line, visible

_INLINE = re.compile(r"[`$*_\\]")  # a text without these is parsed for nothing
_INDENT = "    "


def readable_line(text: str) -> str:
    """A Markdown text of one paragraph as plain text, visible and on one line."""
    return one_line(_said(runs(text)) if _INLINE.search(text) else text)


def readable_text(text: str) -> str:
    """A Markdown text as plain text, visible: lists keep their marks, code is indented, a row of a table is a line."""
    return visible("\n\n".join(map(_block, document(text))))


def _said(found: Iterable[Run]) -> str:
    return "".join(map(_run, found))


def _run(run: Run) -> str:
    if run.kind in (RunKind.FORMULA, RunKind.DISPLAY):
        return formula_text(run.text)
    return "\n" if run.kind is RunKind.BREAK else run.text


def _block(block: Block) -> str:
    match block.kind:
        case BlockKind.CODE:
            return _indented(block.text, _INDENT, _INDENT)
        case BlockKind.FORMULA:
            return formula_text(block.text)
        case BlockKind.BULLETS:
            return "\n".join(_indented(_within(item), "- ") for item in block.blocks)
        case BlockKind.NUMBERS:
            return "\n".join(_indented(_within(item), f"{n}. ") for n, item in enumerate(block.blocks, start=1))
        case BlockKind.QUOTE:
            return _indented("\n\n".join(map(_block, block.blocks)), "  ", "  ")
        case BlockKind.TABLE:
            return "\n".join(" | ".join(_said(cell.runs) for cell in row.blocks) for row in block.blocks)
        case BlockKind.RULE:
            return "* * *"
        case _:
            return _said(block.runs)


def _within(item: Block) -> str:
    """What an item of a list says, its parts below one another."""
    return "\n".join(map(_block, item.blocks))


def _indented(text: str, first: str, rest: str = "") -> str:
    return "\n".join(_lines(text, first, rest or " " * len(first)))


def _lines(text: str, first: str, rest: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        yield f"{rest if number else first}{line}".rstrip()
