"""The file of grades: written line by line, and what one that was interrupted already holds."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.errors import UsageError

_BLOCK = 1_000_000


@dataclass(frozen=True)
class Done:
    """What a file of grades holds: how many whole lines, how many bytes those are, and the last of them."""

    lines: int
    size: int
    last: dict[str, Any] | None


def what_is_done(path: Path) -> Done:
    """What the file at `path` holds of a run that was interrupted; nothing where it does not exist.

    A last line without its line break was being written when the run ended, and does not count. Raises UsageError where
    the file is not one of grades.
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
    try:
        fields = json.loads(last)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not {"id", "status", "score", "provenance"} <= fields.keys():
        raise UsageError(f"{path} is not a file of grades.", "Choose another file for --out.")
    return Done(lines, size, fields)


def cut_to(path: Path, size: int) -> None:
    """Cuts off what a run that was interrupted left half written. Raises OSError."""
    if path.exists():
        os.truncate(path, size)
