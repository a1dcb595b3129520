"""Reading a job description or a CV, which is plain text that somebody else wrote."""

from __future__ import annotations

from pathlib import Path

from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.reading import read_regular, shown_name
from interviewer.text import one_line

MOST_BYTES = 1_000_000
_AS_TEXT = "Save the job description or CV as plain text."


def read_description(path: Path) -> str:
    """The text of a job description or CV. Raises UsageError where there is none to read."""
    name = one_line(shown_name(str(path)))
    try:
        text = read_regular(path, MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        raise UnknownNameError("file", name, _neighbours(path)) from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", "Name a job description or CV as text.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text.", _AS_TEXT) from None
    return checked_description(text, name)


def checked_description(text: str, name: str) -> str:
    """The text if there is something to read in it; `name` says where it is from. Raises UsageError."""
    if len(text) > MOST_BYTES:
        raise UsageError(f"{name} is longer than {MOST_BYTES:,} characters.", "Keep the part that matters.")
    if not text.strip() or "\x00" in text:
        raise UsageError(f"{name} has no text to read.", _AS_TEXT)
    return text


def _neighbours(path: Path) -> tuple[str, ...]:
    """The files beside one that does not exist; none where they may not be listed."""
    try:
        folder = path.parent if path.parent.is_dir() else Path()
        return tuple(one_line(shown_name(str(near))) for near in folder.iterdir() if near.is_file())
    except OSError:
        return ()
