"""The names of what is exported."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """A form for another program."""

    ANKI = "anki"
    CSV = "csv"
    JSONL = "jsonl"

    @property
    def suffix(self) -> str:
        """How the names of its files end."""
        return ".apkg" if self is ExportFormat.ANKI else f".{self}"
