"""The signs around formulas in an answer, "$...$", told from those of money."""

from __future__ import annotations

import re

MOST_BETWEEN = 400
"""Characters of the longest formula whose signs are found."""

_BETWEEN = rf"(?:[^$\n\\]|\\.){{0,{MOST_BETWEEN}}}"
_PAIRED = re.compile(
    rf"(?<!\\)\$\$[^$]{{1,{MOST_BETWEEN}}}\$\$"
    rf"|(?<![\\$\w])\$(?=[^\s$]){_BETWEEN}(?<![\s\\$])\$(?![\d$])"
    rf"|(?<![\\$\w])(?<!\d )\$(?= ){_BETWEEN}(?<= )\$(?![\d$])"
)
_BRACKETS = re.compile(r"\\[()\[\]]")


def without_delimiters(text: str) -> str:
    """The text with spaces in place of the signs around formulas, as long as before.

    A sign belongs to a formula where another one closes it, "$m = 63$": an opening one follows neither a word nor a
    number, and a closing one stands right after something, and before no digit. "$5 and $6" is money.
    """
    return _PAIRED.sub(_inside, _BRACKETS.sub("  ", text))


def _inside(match: re.Match[str]) -> str:
    content = match[0].strip("$")
    margin = " " * ((len(match[0]) - len(content)) // 2)
    return f"{margin}{content}{margin}"
