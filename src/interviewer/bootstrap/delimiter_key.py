"""This installation's secret for drawing the delimiters of prompts."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from interviewer.errors import FileError, RecordsError, UsageError
from interviewer.files.writing import atomic_write

KEY_BYTES = 32
_HINT = "Make the data folder readable and writable."


def delimiter_key(path: Path) -> bytes:
    """The secret kept in `path`, KEY_BYTES long; made once, and again where the file is cut short.

    Of processes that make it at the same time, all use that of the first. Raises RecordsError where it can be neither
    read nor kept.
    """
    try:
        kept = _kept(path)
        if kept is not None and len(kept) == KEY_BYTES:
            return kept
        with suppress(UsageError):  # another process was faster
            atomic_write(path, secrets.token_bytes(KEY_BYTES), replace=kept is not None)
        return path.read_bytes()
    except FileError as error:
        raise RecordsError(error.message, _HINT) from error
    except OSError as error:
        raise RecordsError(f"{path} cannot be read: {error.strerror}.", _HINT) from error


def _kept(path: Path) -> bytes | None:
    """What the file holds; None where there is none."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.read_bytes()
    return None
