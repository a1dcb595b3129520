"""What Chroma raises, as our errors: which of them are the machine's fault, a server's, or the index's."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interviewer.errors import IndexUnavailableError, InterviewerError, ServiceError

REBUILT_AT_START = "Start the program again: it rebuilds the index."
"""What to do about a damaged index."""

_ROOM = 64_000_000
"""Bytes: more than twice what filling the index of the bundled corpus takes while it is written."""
_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
# Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that say the machine, not the file, is at fault.
_SQLITE_CONDITIONS = {
    5: "it is locked by another program",
    6: "it is locked by another program",
    8: "it is read-only",
    13: "the disk is full",
}
_SYSTEM_CONDITIONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EMFILE: "too many files are open",
    errno.EIO: "the disk reports an error",
}


class DamagedIndexError(IndexUnavailableError):
    """The index on disk cannot be read, or not all of it; rebuilding it fixes that."""


@contextmanager
def translated_errors(where: Path | str) -> Iterator[None]:
    """Turns what Chroma raises for the index in a folder, or on the server of a URL, into our errors."""
    try:
        yield
    except InterviewerError:
        raise
    except Exception as error:
        # Chroma raises ValueError, KeyError, RuntimeError and httpx's errors too for broken files and servers.
        raise _our_error(error, where) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise _our_error(error, where) from error


def unreachable(server: str, cause: object) -> ServiceError:
    """The error of a Chroma server that does not answer, or fails; `cause` says why, as text or as an exception."""
    reason = " ".join(str(cause).split())[:200] or type(cause).__name__
    return ServiceError(
        f"The Chroma server at {server} could not be used: {reason}.",
        "Start it with `chroma run`, or clear CHROMA_URL to keep the index in a folder.",
    )


def _is_panic(error: BaseException) -> bool:
    """Whether this is a panic of Chroma's Rust part, which is not an Exception and whose class cannot be imported."""
    return type(error).__name__ == "PanicException" and type(error).__module__ == "pyo3_runtime"


def _our_error(error: BaseException, where: Path | str) -> InterviewerError:
    if isinstance(where, str):
        return unreachable(where, error)
    condition = _condition(error, where)
    if condition:
        return IndexUnavailableError(f"The search index cannot be used: {condition}.", "Fix that and try again.")
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return DamagedIndexError(f"The search index is damaged: {reason}.", REBUILT_AT_START)


def _condition(error: BaseException, folder: Path) -> str:
    """What is wrong with the machine rather than the index; empty if nothing is known to be."""
    if isinstance(error, OSError) and error.errno in _SYSTEM_CONDITIONS:
        return _SYSTEM_CONDITIONS[error.errno]
    code = _SQLITE_CODE.search(str(error))
    told = _SQLITE_CONDITIONS.get(int(code[1]) & 0xFF, "") if code else ""
    return told or ("the disk is full" if _is_full(folder) else "")


def _is_full(folder: Path) -> bool:
    """Whether the disk has no room to build an index: Chroma says only that it failed."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        return shutil.disk_usage(existing).free < _ROOM
    except OSError:
        return False
