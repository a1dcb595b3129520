"""The fenced blocks of an exercise, told apart by the role in their info string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.corpus.sections import Line, bounded, fence_after
from interviewer.files.decoding import LineError, quoted
from interviewer.files.front_matter import MAX_ITEMS

WRONG = "wrong"
"""The role of which there may be several blocks, each with a name."""

NAME = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")
"""What faults, quantities, formulas and wrong programs are called."""

_INFO = re.compile(r"\s*`{3,}\s*(\S*)(?:[ \t]+(\S+))?(?:[ \t]+(.*))?")


@dataclass(frozen=True)
class Block:
    """A fenced block with a role. `line` is that of its first line of content."""

    role: str
    name: str
    line: int
    text: str


def split_blocks(
    lines: list[Line], section: str, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Block], str]:
    """The blocks of a section that have a role, and the rest of its text.

    Raises LineError where a block has a role that is neither required nor optional, and where one is missing.
    """
    allowed = (*required, *optional)
    found: list[Block] = []
    rest: list[str] = []
    fence, taken = "", False
    info, content = (0, "", ""), list[str]()
    for number, line in lines:
        before, fence = fence, fence_after(line, fence)
        if fence and not before:
            info = _role(number, line, section, allowed)
            taken, content = bool(info[1]), []
            rest.extend(() if taken else (line,))
        elif not taken:
            rest.append(line)
        elif fence:
            content.append(line)
        else:
            _add(found, Block(info[1], info[2], info[0] + 1, "\n".join(content) + "\n"))
            taken = False
    for role in required:
        if not any(block.role == role for block in found):
            raise LineError(lines[0][0] if lines else 1, f"expected a block '{role}' under '## {section}'")
    return found, "\n".join(rest).strip()


def _role(number: int, line: str, section: str, allowed: Sequence[str]) -> tuple[int, str, str]:
    match = _INFO.fullmatch(bounded(number, line))
    role, name = (match[2] or "", (match[3] or "").strip()) if match else ("", "")
    if role and role not in allowed:
        known = ", ".join(allowed) or "none"
        raise LineError(number, f"unknown role {quoted(role)} of a block under '## {section}'; expected: {known}")
    if role == WRONG and not NAME.fullmatch(name):
        raise LineError(number, "expected a name for a wrong program: '```python wrong what-is-wrong'")
    if role and role != WRONG and name:
        raise LineError(number, f"expected nothing after the role {role!r}")
    return number, role, name


def _add(found: list[Block], block: Block) -> None:
    if not block.text.strip():
        raise LineError(block.line, f"the block {block.role!r} is empty")
    if any((other.role, other.name) == (block.role, block.name) for other in found):
        raise LineError(block.line - 1, f"the block {f'{block.role} {block.name}'.rstrip()!r} appears twice")
    if sum(other.role == WRONG for other in found) >= MAX_ITEMS:
        raise LineError(block.line - 1, f"expected at most {MAX_ITEMS} wrong programs")
    found.append(block)
