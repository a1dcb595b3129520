"""The tables of an exercise: faults, quantities and formulas, in TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.corpus.exercise import Fault, Formula, Value
from interviewer.corpus.exercise_blocks import NAME, Block
from interviewer.files.decoding import UNWANTED, LineError, quoted
from interviewer.files.front_matter import MAX_ITEMS, MAX_TEXT
from interviewer.files.structured import parse_toml


def parse_faults(block: Block) -> tuple[Fault, ...]:
    """The faults in a block. Raises LineError, as the others do."""
    return tuple(
        Fault(name, table.text("right"), table.text("wrong"), table.text("why"))
        for name, table in _tables(block, ("right", "wrong", "why"))
    )


def parse_values(block: Block) -> tuple[Value, ...]:
    """The quantities in a block."""
    return tuple(
        Value(name, table.text("value"), table.number("factor"), table.texts("wrong"))
        for name, table in _tables(block, ("value", "factor", "wrong"))
    )


def parse_formulas(block: Block) -> tuple[Formula, ...]:
    """The formulas in a block."""
    lists = ("right", "wrong", "matrices", "atoms", "positive")
    return tuple(
        Formula(name, table.text("formula"), **{what: table.texts(what) for what in lists})
        for name, table in _tables(block, ("formula", *lists))
    )


def _tables(block: Block, known: Sequence[str]) -> list[tuple[str, _Table]]:
    try:
        read = parse_toml(block.text)
    except ValueError as error:
        at = re.search(r"line (\d+)", str(error))
        raise LineError(block.line + (int(at[1]) - 1 if at else 0), f"{block.role} is not TOML: {error}") from None
    found = []
    for name, content in read.items():
        line = _line_of(block, name)
        if not isinstance(content, dict) or not NAME.fullmatch(name):
            raise LineError(line, f"expected only tables such as '[a-name]' in {block.role}, not {quoted(name)}")
        for key in content:
            if key not in known:
                raise LineError(line, f"unknown field {quoted(key)} of [{name}]; known: {', '.join(known)}")
        found.append((name, _Table(name, line, content)))
    if not 0 < len(found) <= MAX_ITEMS:
        raise LineError(block.line, f"expected 1 to {MAX_ITEMS} tables such as '[a-name]' in {block.role}")
    return found


def _line_of(block: Block, name: str) -> int:
    start = block.text.find(f"[{name}]")
    return block.line + block.text.count("\n", 0, max(start, 0))


@dataclass(frozen=True)
class _Table:
    """One table of a block, with what its fields have to be."""

    name: str
    line: int
    content: Mapping[str, Any]

    def text(self, key: str) -> str:
        return self._text(self.content.get(key), f'expected {key} = "..." with text in [{self.name}]')

    def texts(self, key: str) -> tuple[str, ...]:
        otherwise = f'expected {key} = ["..."] with at most {MAX_ITEMS} texts in [{self.name}]'
        given = self.content.get(key, [])
        if not isinstance(given, list) or len(given) > MAX_ITEMS:
            raise LineError(self.line, otherwise)
        return tuple(self._text(item, otherwise) for item in given)

    def number(self, key: str) -> float:
        given = self.content.get(key)
        if isinstance(given, bool) or not isinstance(given, int | float) or not 1 <= given <= 1e6:
            raise LineError(self.line, f"expected {key} = 1.25 or another number from 1 in [{self.name}]")
        return float(given)

    def _text(self, given: object, otherwise: str) -> str:
        if not isinstance(given, str) or not given.strip():
            raise LineError(self.line, otherwise)
        if len(given) > MAX_TEXT:
            raise LineError(self.line, f"expected at most {MAX_TEXT:,} characters in each text of [{self.name}]")
        if found := UNWANTED.search(given):
            seen = f"U+{ord(found[0]):04X}, which is invisible"
            raise LineError(self.line, f"a text of [{self.name}] has the character {seen}; expected plain text")
        return given
