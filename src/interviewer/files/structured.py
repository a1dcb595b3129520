"""Parsing TOML that others wrote, with one kind of error for all mistakes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

MAX_TOML_BYTES = 64_000
"""The largest TOML text that is read."""
MOST_PARTS = 16
"""Of a dotted key. The cost of tomllib for a key of n parts grows with n squared."""

_PART = r"""(?:(?<![\w-])[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises ValueError if it is not TOML, or too large or nested too deeply to be read."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TOML_BYTES:
        raise ValueError(f"it is larger than {MAX_TOML_BYTES:,} bytes")
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"it has a key of more than {MOST_PARTS} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
