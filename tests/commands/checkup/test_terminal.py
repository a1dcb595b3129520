"""What is said of terminals; a real one is a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from dataclasses import replace
from io import StringIO, TextIOWrapper

import pytest

from interviewer.commands.checkup.check import State
from interviewer.commands.checkup.terminal import Terminal, look_at_terminal, read_terminal

GOOD = Terminal(is_terminal=True, term="xterm-256color", colours="256 colours", columns=120, rows=40, encoding="utf-8")
SMALLEST = (60, 20)


def test_a_good_terminal_is_ok_with_all_that_is_known() -> None:
    found = look_at_terminal(GOOD, SMALLEST)
    assert found.state is State.OK
    assert found.says == "xterm-256color, 120x40, 256 colours, UTF-8"


@pytest.mark.parametrize(
    ("terminal", "named"),
    [
        (replace(GOOD, columns=59), "too small"),
        (replace(GOOD, rows=19), "too small"),
        (replace(GOOD, term="dumb"), "line by line"),
        (replace(GOOD, term=""), "line by line"),
        (replace(GOOD, encoding="latin-1"), "latin-1"),
        (replace(GOOD, encoding=""), "unknown encoding"),
    ],
)
def test_what_a_terminal_lacks_is_a_warning_with_what_to_do(terminal: Terminal, named: str) -> None:
    found = look_at_terminal(terminal, SMALLEST)
    assert found.state is State.WARNING
    assert named in found.says
    assert found.hint


def test_no_terminal_is_no_fault() -> None:
    found = look_at_terminal(replace(GOOD, is_terminal=False, columns=0, rows=0), SMALLEST)
    assert found.state is State.OK


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm"}, "16 colours"),
        ({"TERM": "screen-256color"}, "256 colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "16 million colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "no colours (NO_COLOR)"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "no colours"),
        ({}, "no colours"),
    ],
)
def test_colours_are_read_from_the_environment(environ: dict[str, str], colours: str) -> None:
    assert read_terminal(environ, StringIO(), StringIO()).colours == colours


def test_a_pipe_is_no_terminal_and_has_no_size() -> None:
    found = read_terminal({"TERM": "xterm"}, StringIO(), StringIO())
    assert (found.is_terminal, found.columns, found.rows) == (False, 0, 0)


def test_size_and_encoding_are_those_of_the_terminal_itself() -> None:
    ours, theirs = os.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
        with os.fdopen(os.dup(theirs), encoding="utf-8") as stdin:
            stdout = TextIOWrapper(os.fdopen(os.dup(theirs), "wb"), encoding="UTF-8")
            found = read_terminal({"TERM": "xterm"}, stdin, stdout)
            stdout.close()
    finally:
        os.close(ours)
        os.close(theirs)
    assert (found.is_terminal, found.columns, found.rows, found.encoding) == (True, 77, 33, "utf-8")
