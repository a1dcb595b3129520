"""Bytes to text without surprises, and mistakes in a text reported with their line."""

from __future__ import annotations

import codecs
import re

# C0 and C1 controls except tab and newline, the line and paragraph separators, the byte order mark, and noncharacters:
# editors do not show them, some of them end a line for one reader but not for another, and terminals obey some.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST_SHOWN = 60


class LineError(ValueError):
    """A text is not in its format: where (`line`, from 1), and what was expected there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def decode_text(raw: bytes) -> str:
    """The text of a file, with every line ending in a plain newline; the byte order mark that Windows adds is removed.

    Raises LineError if it is not UTF-8 or has a control character.
    """
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LineError(raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from error
    if found := UNWANTED.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise LineError(line, f"has the character U+{ord(found[0]):04X}, which is invisible; expected plain text")
    return text


def quoted(text: str) -> str:
    """`text` in quotes for a message, shortened if it is long."""
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")
