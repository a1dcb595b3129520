"""Reading an answer from a file that the person names."""

from __future__ import annotations

from pathlib import Path

from interviewer.errors import UsageError
from interviewer.files.decoding import LineError, decode_text
from interviewer.files.reading import read_regular, shown_name
from interviewer.interview.session import MAX_KEPT_CHARACTERS
from interviewer.text import one_line


def read_answer(name: str) -> str:
    """The text of a file. Raises UsageError where there is none to read."""
    path = Path(name).expanduser()
    shown = one_line(shown_name(str(path)))
    try:
        return decode_text(read_regular(path, MAX_KEPT_CHARACTERS)).removesuffix("\n")
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown}.", "What you had typed is kept.") from None
    except OSError as error:
        raise UsageError(f"{shown} cannot be read: {error.strerror}.", "What you had typed is kept.") from None
    except LineError as error:
        raise UsageError(f"{shown}, line {error.line}: {error.message}.", "Load a file of plain text.") from None
