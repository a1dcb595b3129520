"""The three standard streams: open, in UTF-8, and told where they fail."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from interviewer.errors import FileError, UsageError

STDIN, STDOUT, STDERR = range(3)


def open_streams() -> None:
    """Makes the standard streams usable: to be called before anything else is opened.

    A stream that the caller has closed is opened on the null device: the next file to be opened would take its number,
    and what is meant for the stream would be written into that file. All three speak UTF-8 whatever the locale says,
    unless PYTHONIOENCODING does; what is no UTF-8 is found by `is_text`. Raises UsageError where stdout is closed:
    there is nowhere for a result to go.
    """
    closed = [number for number in (STDIN, STDOUT, STDERR) if not _is_open(number)]
    for _ in closed:
        os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    encoding = None if os.environ.get("PYTHONIOENCODING") else "utf-8"
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)
    if STDOUT in closed or sys.stdout is None:
        raise UsageError("The output is closed.", "Run it with stdout open, or to a file.")


def flush_output() -> None:
    """Writes out what is still held for stdout. Raises FileError where it cannot be written, BrokenPipeError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileError(f"The output cannot be written: {error.strerror}.", "Write it to another place.") from error


def abandon_output() -> None:
    """Sends what stdout still holds nowhere, so that the interpreter does not complain about it while closing."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)


def is_text(line: str) -> bool:
    """Whether a line that was read from a standard stream was UTF-8, every byte of it."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def as_text(argument: str) -> str:
    """An argument of the command line as text: under a locale of ASCII Python takes its UTF-8 bytes for none.

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
