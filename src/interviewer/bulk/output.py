"""The file of grades: written line by line, and what one from an interrupted run already holds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.errors import UsageError
from interviewer.strict_json import loads

_BLOCK = 1_000_000
_NO_JUDGE = ("gate", "program")


@dataclass(frozen=True)
class Done:
    """What a file of grades holds: how many whole lines, and how many bytes those are.

    `judged` is the last line that a judge graded or failed to grade, not one that is invalid, settled by the gate or
    marked by a program, which is the same whoever judges the others.
    """

    lines: int
    size: int
    judged: dict[str, Any] | None


def what_is_done(path: Path) -> Done:
    """What the file at `path` holds of a run that was interrupted; nothing if it does not exist.

    A last line without its line break was being written when the run ended, and does not count. Raises UsageError where
    the file is not a file of grades.
    """
    if not path.exists():
        return Done(0, 0, None)
    lines = size = position = before = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count = block.count(b"\n")
            lines += count
            if count:
                end = block.rindex(b"\n")
                previous = block.rfind(b"\n", 0, end)
                before = position + previous + 1 if previous >= 0 else size
                size = position + end + 1
            position += len(block)
        if not lines:
            return Done(0, 0, None)
        file.seek(before)
        last = file.read(size - before)
    fields = _fields(last, path)
    return Done(lines, size, fields if _is_judged(fields) else _last_judged(path, size))


def grades_in(path: Path, done: Done) -> Iterator[dict[str, Any]]:
    """The fields of every whole line. Raises UsageError where one is not a line of a file of grades."""
    with path.open("rb") as file:
        for _ in range(done.lines):
            yield _fields(file.readline(), path)


def replace_lines(path: Path, texts: Mapping[int, str]) -> None:
    """Writes a file again with other texts for some lines, by their places from 0: all of them or none.

    Raises OSError.
    """
    number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    neighbour = Path(name)
    try:
        with os.fdopen(number, "wb") as anew, path.open("rb") as old:
            for place, line in enumerate(old):
                anew.write(f"{texts[place]}\n".encode() if place in texts else line)
            anew.flush()
            os.fsync(anew.fileno())
        shutil.copymode(path, neighbour)
        neighbour.replace(path)
    finally:
        neighbour.unlink(missing_ok=True)


def cut_to(path: Path, size: int) -> None:
    """Cuts off what an interrupted run left half written. Raises OSError."""
    if path.exists():
        os.truncate(path, size)


def _last_judged(path: Path, size: int) -> dict[str, Any] | None:
    """The last line that a judge graded, in the first `size` bytes."""
    judged = b""
    with path.open("rb") as file:
        while file.tell() < size:
            line = file.readline()
            # Quotation marks within a text are escaped, so no answer can hold this.
            if b'"method": "' in line and not any(b'"method": "%b"' % name.encode() in line for name in _NO_JUDGE):
                judged = line
    return _fields(judged, path) if judged else None


def _is_judged(fields: dict[str, Any]) -> bool:
    return isinstance(fields["provenance"], dict) and fields["provenance"].get("method") not in _NO_JUDGE


def _fields(line: bytes, path: Path) -> dict[str, Any]:
    """The fields of a line. Raises UsageError where it is not a line of a file of grades."""
    try:
        fields = loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or not {"id", "status", "score", "provenance"} <= fields.keys():
        raise UsageError(f"{path} is not a file of grades.", "Choose another file for --out.")
    return fields
