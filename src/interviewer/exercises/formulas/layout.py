"""Formulas that LaTeX lays out over several lines, read as one: each text stays as long as it was."""

from __future__ import annotations

import re

_GAP = r"(?:&|\{\}|\\q?quad(?![A-Za-z])|\\[,;:! ]|\\(?:hspace|hphantom|phantom)\*?\{[^{}\n]{0,20}\}|\s)"
_OPERATOR = r"(?:[-+−*/·×]|\\(?:cdot|times|odot|pm)(?![A-Za-z]))"
_QUAD = r"\\q?quad(?![A-Za-z])"
_STATES_NOTHING = r"[^=\\]{0,400}(?:\\(?!\\|end|approx|equiv)[^=\\]{0,400}){0,60}(?:\\\\|\\end|\$|\Z)"
_CONTINUED = re.compile(
    rf"\\\\(?:\[[^\]\n]{{0,9}}\])?\s{{0,20}}&?\s{{0,5}}{_QUAD}{_GAP}{{0,20}}(?={_OPERATOR})"
    rf"|\\\\(?:\[[^\]\n]{{0,9}}\])?\s{{0,20}}&{_GAP}{{0,20}}(?={_OPERATOR}{_STATES_NOTHING})"
    rf"|(?<=[-+−*/·×])\s{{0,20}}\\\\{_GAP}{{1,20}}(?=[^\s&=])"
)
_INVISIBLE = re.compile(r"\{\}|\\(?:nonumber|notag)(?![A-Za-z])|\\(?:tag\*?|label)\{[^{}\n]{0,40}\}")


def on_one_line(text: str) -> str:
    r"""The text with spaces in place of line breaks before or after an operator, and of what is not shown.

    A line that begins with an operator goes on with the one above it where it is set off by \quad, or by & and has no
    equals sign of its own; any other minus sign begins a formula.
    """
    text = _INVISIBLE.sub(_blank, text)
    return _CONTINUED.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
