"""Parsing TOML that others wrote, with one kind of error for all mistakes."""

from __future__ import annotations

import tomllib
from typing import Any

MAX_TOML_BYTES = 64_000
"""The largest TOML file that is read. The cost of tomllib for a key of n parts grows with n squared."""


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises ValueError if it is not TOML, or nested too deeply to be read."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
