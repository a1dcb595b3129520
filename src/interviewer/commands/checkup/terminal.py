"""What the terminal can do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from interviewer.commands.checkup.check import Check, State

NAME = "terminal"


@dataclass(frozen=True)
class Terminal:
    """What is known about the terminal. `columns` and `rows` are 0 if there is none."""

    is_terminal: bool
    term: str
    colours: str
    columns: int
    rows: int
    encoding: str


def read_terminal(environ: Mapping[str, str], stdin: TextIO, stdout: TextIO) -> Terminal:
    """The terminal that the two streams are connected to."""
    is_terminal = stdin.isatty() and stdout.isatty()
    columns = rows = 0
    if is_terminal:
        columns, rows = os.get_terminal_size(stdout.fileno())
    return Terminal(
        is_terminal, environ.get("TERM", ""), _colours(environ), columns, rows, (stdout.encoding or "").lower()
    )


def look_at_terminal(terminal: Terminal, smallest: tuple[int, int]) -> Check:
    """Whether the interview can use the screen; `smallest` is the columns and rows that it needs."""
    if terminal.encoding.replace("-", "").replace("_", "") != "utf8":
        return Check(
            NAME,
            State.WARNING,
            f"text is written as {terminal.encoding or 'an unknown encoding'}, which lacks many characters",
            "Set PYTHONUTF8=1, or choose a UTF-8 locale.",
        )
    if not terminal.is_terminal:
        return Check(NAME, State.OK, "none here: an interview runs line by line; UTF-8")
    says = f"{terminal.term or 'no TERM'}, {terminal.columns}x{terminal.rows}, {terminal.colours}, UTF-8"
    if terminal.term in ("", "dumb"):
        hint = "Set TERM to match the terminal, such as xterm-256color, for the full screen."
        return Check(NAME, State.WARNING, f"{says}: an interview runs line by line", hint)
    if terminal.columns < smallest[0] or terminal.rows < smallest[1]:
        hint = f"Make the window {smallest[0]}x{smallest[1]} or larger, or use --plain."
        return Check(NAME, State.WARNING, f"{says}: too small for the full screen", hint)
    return Check(NAME, State.OK, says)


def _colours(environ: Mapping[str, str]) -> str:
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if term in ("", "dumb"):
        return "no colours"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256color" in term else "16 colours"
