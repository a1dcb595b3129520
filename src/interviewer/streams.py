"""The three standard streams: opened, in UTF-8, their failures reported."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from interviewer.errors import FileError, UsageError

STDIN, STDOUT, STDERR = range(3)


def open_streams() -> None:
    """Makes the standard streams usable; call it before anything else is opened.

    A stream that the caller has closed is opened on the null device: or else the next file opened would take its number
    and receive what is written to the stream. All three use UTF-8 whatever the locale, unless PYTHONIOENCODING
    is set; `is_text` finds what is not UTF-8. Raises UsageError where stdout is closed: results would have nowhere to
    go.
    """
    closed = [number for number in (STDIN, STDOUT, STDERR) if not _is_open(number)]
    for _ in closed:
        os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open for good
    encoding = None if os.environ.get("PYTHONIOENCODING") else "utf-8"
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)
    if STDOUT in closed or sys.stdout is None:
        raise UsageError("The output is closed.", "Run it with stdout open or redirected to a file.")


def flush_output() -> None:
    """Flushes stdout. Raises FileError where it cannot be written, BrokenPipeError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileError(f"The output cannot be written: {error.strerror}.", "Write it somewhere else.") from error


def abandon_output() -> None:
    """Discards what stdout still buffers, so that the interpreter does not complain about it at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)


def is_text(text: str) -> bool:
    """Whether a text can be written as UTF-8: a line of a standard stream that was not UTF-8 cannot, nor half of a
    surrogate pair from JSON."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def as_text(argument: str) -> str:
    """A command-line argument as text: under an ASCII locale Python does not decode its UTF-8 bytes.

    Raises UsageError where it is not UTF-8.
    """
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("An argument is not UTF-8 text.", "Type it in UTF-8.") from None


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
