"""The body of a corpus file: its title, its reference answer, and the lists in its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.files.decoding import LineError, quoted
from interviewer.files.front_matter import MAX_ITEMS, MAX_TEXT

KEY_POINTS, MISCONCEPTIONS, FOLLOW_UPS = "Key points", "Misconceptions", "Follow-ups"
TASK, MARKING = "Task", "Marking"
SECTIONS = (TASK, KEY_POINTS, MISCONCEPTIONS, FOLLOW_UPS, MARKING)

Line = tuple[int, str]
"""The number of a line in its file, and the line."""

_FENCE = re.compile(r"\s*(`{3,})([^`]*)")


@dataclass(frozen=True)
class Item:
    """A list item, and the indented lines below it."""

    line: Line
    details: tuple[Line, ...] = ()


def split_body(lines: list[Line]) -> tuple[str, str, dict[str, list[Line]]]:
    """Title, reference answer, and the lines of each section. Raises LineError where that is not what the lines are."""
    title = ""
    parts: dict[str, list[Line]] = {"": []}
    current = fence = ""
    for number, line in lines:
        fence = fence_after(line, fence)
        if fence or not line.startswith("#"):
            parts[current].append((number, line))
        elif line.startswith("# ") and not title:
            title = bounded(number, line[2:].strip())
        else:
            current = _section(number, line, parts)
            parts[current] = []
    first, last = (lines[0][0], lines[-1][0]) if lines else (1, 1)
    reference = "\n".join(line for _, line in parts.pop("")).strip()
    for missing, where, message in (
        (fence, last, "a code fence is not closed"),
        (not title, first, "expected the question as a heading: '# Question?'"),
        (not reference, last, "expected a reference answer under the question"),
        (KEY_POINTS not in parts, last, f"expected a section '## {KEY_POINTS}'"),
    ):
        if missing:
            raise LineError(where, message)
    return title, reference, parts


def fence_after(line: str, fence: str) -> str:
    """The backticks of the code fence that is open after `line`, empty where none is; `fence` were open before it."""
    match = _FENCE.fullmatch(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if len(match[1]) >= len(fence) and not match[2].strip() else fence


def list_items(lines: list[Line], most_details: int = 1) -> list[Item]:
    """The items of a list, each with at most `most_details` indented lines. Raises LineError for any other line."""
    found: list[Item] = []
    for number, line in lines:
        if not line.strip():
            continue
        text = bounded(number, line.rstrip())
        if not line[0].isspace():
            found.append(Item((number, text)))
        elif found and len(found[-1].details) < most_details:
            found[-1] = Item(found[-1].line, (*found[-1].details, (number, text)))
        else:
            raise LineError(number, "expected a list item: '- ...'")
        if len(found) > MAX_ITEMS:
            raise LineError(number, f"expected at most {MAX_ITEMS} items in a section")
    return found


def bounded(number: int, text: str) -> str:
    """`text`, which is line `number`. Raises LineError where it is too long."""
    if len(text) > MAX_TEXT:
        raise LineError(number, f"expected at most {MAX_TEXT:,} characters in a line outside the answer")
    return text


def _section(number: int, line: str, parts: dict[str, list[Line]]) -> str:
    if not line.startswith("## "):
        raise LineError(number, "expected one '# Question?' and then only '## ' sections")
    name = line[3:].strip()
    if name not in SECTIONS:
        raise LineError(number, f"unknown heading {quoted(name)}; expected one of: {', '.join(SECTIONS)}")
    if name in parts:
        raise LineError(number, f"the heading {name!r} appears twice")
    return name
