"""Foreign text in Markdown: shown exactly, so that it can neither break nor dress up the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.text import one_line, visible

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])")
_BLOCK = re.compile(r"(#|\+|-|=|\d+(?=[.)]))")  # begins a heading, a list or a rule at the start of a line
_BACKTICKS = re.compile(r"`+")


def inline(text: str) -> str:
    """Foreign text on one line, with other words before it."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def code(text: str) -> str:
    """Foreign text on one line in a code span that nothing in it can close."""
    shown = one_line(text)
    mark = "`" * (_longest_run(shown) + 1)
    room = " " if "`" in (shown[:1], shown[-1:]) else ""
    return f"{mark}{room}{shown}{room}{mark}"


def fenced(text: str, language: str = "text") -> Iterator[str]:
    """Foreign text of many lines in a code fence that nothing in it can close, so that it shows exactly; its info
    string is `language`."""
    shown = visible(text)
    fence = "`" * max(3, _longest_run(shown) + 1)
    yield f"{fence}{language}"
    yield shown
    yield fence


def _longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def quoted(text: str) -> Iterator[str]:
    """Foreign text as a block quote, a paragraph for each of its lines; markup in it is shown, not applied."""
    paragraphs = [line for line in map(str.strip, visible(text).split("\n")) if line]
    for number, line in enumerate(paragraphs):
        if number:
            yield ">"
        yield f"> {beginning(inline(line))}"


def beginning(shown: str) -> str:
    """Escaped text as the beginning of a paragraph or a list item, where it begins no heading and no list."""
    start = _BLOCK.match(shown)
    if start is None:
        return shown
    return f"{start.group()}\\{shown[start.end() :]}" if start.group()[0].isdigit() else f"\\{shown}"
