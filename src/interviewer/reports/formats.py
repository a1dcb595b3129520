"""The names of the formats of a report."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A format; its value is also the suffix of its files."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"
