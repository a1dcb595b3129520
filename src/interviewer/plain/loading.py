"""Reading an answer from a file that the person names."""

from __future__ import annotations

from interviewer.errors import UsageError
from interviewer.files.decoding import LineError, decode_text
from interviewer.files.reading import read_regular, shown_name
from interviewer.interview.session import MAX_KEPT_CHARACTERS
from interviewer.paths import expanded
from interviewer.text import one_line

_MOST_BYTES = 4 * MAX_KEPT_CHARACTERS
"""A character of UTF-8 takes at most four."""
_KEPT = "What you had typed is kept."


def read_answer(name: str) -> str:
    """The text of a file. Raises UsageError where there is none to read."""
    path = expanded(name, "/load")
    shown = one_line(shown_name(str(path)))
    try:
        text = decode_text(read_regular(path, _MOST_BYTES)).removesuffix("\n")
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown}.", _KEPT) from None
    except OSError as error:
        raise UsageError(f"{shown} cannot be read: {error.strerror}.", _KEPT) from None
    except LineError as error:
        raise UsageError(f"{shown}, line {error.line}: {error.message}.", "Load a file of plain text.") from None
    if len(text) > MAX_KEPT_CHARACTERS:
        raise UsageError(f"{shown} has more than {MAX_KEPT_CHARACTERS:,} characters.", _KEPT)
    return text
