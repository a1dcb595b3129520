"""The file of answers: its lines, read as they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from interviewer.bulk.jobs import MAX_LINE_BYTES, Line

STDIN = "-"

Lines = tuple[Line, ...]


def called(name: str) -> str:
    """What messages call the file of answers of that name."""
    return "stdin" if name == STDIN else name


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """The lines of a file that are not empty, each cut off just beyond the longest allowed."""
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE_BYTES + 1)
        if raw.strip():
            yield Line(number, raw)


def chunks(lines: Iterable[Line | None], size: int) -> Iterator[Lines | None]:
    """The lines, `size` at a time; where None says that none has come for a while, those before it, or None."""
    chunk: list[Line] = []
    for line in lines:
        if line is not None:
            chunk.append(line)
        if line is None or len(chunk) == size:
            yield tuple(chunk) or None
            chunk.clear()
    if chunk:
        yield tuple(chunk)
