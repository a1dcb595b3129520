"""A row of the tables of evaluations."""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = 24  # columns of the first column


def row(name: str, cells: Sequence[str], width: int) -> str:
    """A row with its line end: the name, and cells that are `width` columns wide."""
    return (f"{name:<{_NAMES}}" + "".join(f"{cell:<{width}}" for cell in cells)).rstrip() + "\n"
