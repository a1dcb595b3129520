"""A model's words as they may be shown: nothing that a terminal obeys, nothing that loads or links anywhere."""

from __future__ import annotations

import re
import unicodedata

from interviewer.text import visible

REMOVED = "(link removed)"

_SCHEME = r"(?:[a-z][a-z0-9+.-]{1,20}:(?:\\?/){2}|www\.|(?:mailto|javascript|vbscript|data|file|tel):)"
_URL = re.compile(rf"<?(?<![\w.]){_SCHEME}[^\s<>]*>?", re.IGNORECASE)
_NO_SCHEME = re.compile(r"(?<![\w:/])//[\w-]+(?:\.[\w-]+)+[^\s<>]*")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\s?(?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])")
_TARGET = re.compile(r"\]\s*\((?=[^)]*\))|\]\((?=\s)")
_DEFINITION = re.compile(r"^\s{0,3}\[[^\]\n]+\]:.*$", re.MULTILINE)
_IMAGE_MARK = re.compile(r"!(?=\[)")
_TAG = re.compile(r"<(?=[a-z/!?])(?!U\+[0-9A-F]{4})", re.IGNORECASE)


def shown(text: str) -> str:
    """`text` without links, images and HTML, and with control and invisible characters written out.

    A link keeps its words, an image its description, a bare address becomes REMOVED: an address could carry what was
    said in an interview to whoever serves it. A tag gets a space after its angle, which makes it text. The rest of
    the Markdown stays.
    """
    text = visible("".join(char for char in text if char == "\t" or not _is_unseen(char)))
    text = _DEFINITION.sub(REMOVED, text)
    text = _LINK.sub(r"\1", text)
    text = _NO_SCHEME.sub(REMOVED, _URL.sub(REMOVED, text))
    text = _TARGET.sub("] (", _IMAGE_MARK.sub("", text))
    return _TAG.sub("< ", text)


def _is_unseen(char: str) -> bool:
    """Whether `char` is a format character, which shows nothing; bidirectional ones are left for `visible`."""
    return unicodedata.category(char) == "Cf" and not ("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069")
