"""Answers from a pipe that stays open: told apart are that no more has come yet and that no more will come."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import IO

from interviewer.bulk.input import read_lines
from interviewer.bulk.jobs import MAX_LINE_BYTES, Line

PAUSE_SECONDS = 0.1
"""After so long without a line, what is finished is written."""

_BLOCK = 65_536

Arrival = Line | None
"""A line, or None: no line has come for PAUSE_SECONDS."""


def lines_as_they_come(file: IO[bytes]) -> Iterator[Arrival]:
    """The lines of `read_lines`, and None whenever none comes; a regular file is always there whole.

    On Windows, whose pipes cannot be asked whether they hold something, a line is waited for however long it takes.
    """
    if sys.platform == "win32" or not _can_pause(file):
        yield from read_lines(file)
        return
    number = 0
    for raw in _raw_lines(file.fileno()):
        number += raw is not None
        if raw is None:
            yield None
        elif raw.strip():
            yield Line(number, raw)


def come_together(lines: Iterator[Arrival], most: int) -> list[Line]:
    """The next line, waited for, and those that come right after it, at most `most`; empty where none is left."""
    first = next(present(lines), None)
    if first is None:
        return []
    return [first, *(line for line in takewhile(lambda line: line is not None, islice(lines, most - 1)) if line)]


def present(lines: Iterator[Arrival]) -> Iterator[Line]:
    """The lines, each waited for."""
    return (line for line in lines if line is not None)


def _can_pause(file: IO[bytes]) -> bool:
    """Whether it is a pipe, a socket or a terminal."""
    try:
        return not stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except OSError:  # a stream that is no file of the system
        return False


def _raw_lines(source: int) -> Iterator[bytes | None]:
    """The lines, each cut off just beyond the longest allowed, and None at each pause."""
    rest = b""
    while True:
        if not select.select([source], [], [], PAUSE_SECONDS)[0]:
            yield None
            continue
        block = os.read(source, _BLOCK)
        *whole, rest = (rest + block).split(b"\n")
        yield from ((line + b"\n")[: MAX_LINE_BYTES + 1] for line in whole)
        rest = rest[: MAX_LINE_BYTES + 1]
        if not block:
            break
    if rest:
        yield rest
