"""Parsing TOML of others, whose mistakes are one kind of error."""

from __future__ import annotations

import tomllib
from typing import Any

MAX_TOML_BYTES = 64_000
"""The largest TOML file that is read. What tomllib takes for a key of n parts grows with n squared."""


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises ValueError where it is not TOML, or nested too deeply to be read."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
