"""Showing text that others wrote: exactly as it is, and never as a command to the terminal."""

from __future__ import annotations

import re
import unicodedata

# Pieces that compose the same as the whole: sorting a run of combining marks takes time quadratic in its length.
_PIECES = re.compile(r".{1,1000}(?=\s|\Z)|.{1,1000}", re.DOTALL)
# C0 and C1 controls except newline and tab, DEL, and the bidirectional overrides and isolates that can reorder
# the text around them (Unicode TR36, 2.1).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` with control characters written out, so that a terminal shows them instead of obeying them.

    Escape becomes `␛`, other C0 controls their picture from U+2400, C1 controls and bidirectional
    overrides `<U+XXXX>`. Newlines and tabs stay; `\\r\\n` and a lone `\\r` become newlines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda match: _picture(match.group()), text)


def one_line(text: str, width: int | None = None) -> str:
    """`text` visible and on one line, cut to `width` characters with an ellipsis."""
    flat = " ".join(visible(text).split())
    if width is not None and len(flat) > width:
        return flat[: max(width - 1, 0)] + "…"
    return flat


def plural(number: int, one: str, several: str = "") -> str:
    """The word for so many: `one` for 1, else `several`, by default with an s at its end."""
    return one if number == 1 else several or f"{one}s"


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 question", "2 questions"; see `plural`."""
    return f"{number} {plural(number, one, several)}"


def clean_input(text: str) -> str:
    """What a person typed or pasted, as it is stored: newlines unified, NUL dropped, Unicode composed (NFC)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(unicodedata.normalize("NFC", piece) for piece in _PIECES.findall(text))


def _picture(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>"
