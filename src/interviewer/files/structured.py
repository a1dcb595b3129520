"""Parsing TOML that others wrote, with one kind of error for all mistakes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

MAX_TOML_BYTES = 64_000
"""The largest TOML text that is read."""
MOST_PARTS = 16
"""Of a dotted key. The cost of tomllib for a key of n parts grows with n squared."""

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DOT = r"[ \t]*+\.[ \t]*+"
# Token by token, so that dots within strings and comments are no part of a key, and no character is read often: what
# is not closed is taken to the end, since nothing after it is read as TOML.
_TOKEN = re.compile(
    rf"""(?P<long_key>(?:{_PART}{_DOT}){{{MOST_PARTS}}})
      | "{{3}}(?:[^"\\]|\\[\s\S]|"(?!""))*+"{{0,5}}
      | '{{3}}(?:[^']|'(?!''))*+'{{0,5}}
      | {_PART}(?:{_DOT}{_PART})*+
      | ["'\#][^\n]*+
      | [^"'\#\w-]++
    """,
    re.VERBOSE,
)


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text.

    Raises ValueError if it is not TOML, is larger than MAX_TOML_BYTES, is nested too deeply to be read, or has a key of
    more than MOST_PARTS parts.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TOML_BYTES:
        raise ValueError(f"it is larger than {MAX_TOML_BYTES:,} bytes")
    if long_key := next((token for token in _TOKEN.finditer(text) if token["long_key"]), None):
        line = text.count("\n", 0, long_key.start()) + 1
        raise ValueError(f"it has a key of more than {MOST_PARTS} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
