"""Reading files and folders that others wrote: regular files only, up to a limit, and never blocking."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

_AT_ONCE = 1 << 20
# Opening a pipe or a terminal must not block, and Windows must not translate line ends.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class FileRefusedError(OSError):
    """A path that is not a regular file, or one that is too large; `strerror` is the reason in words."""


def read_regular(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes; links are followed.

    Raises OSError with the reason in words as its `strerror` if the file is missing, may not be read or is too large,
    or if the path is a folder, a pipe, a socket or a device.
    """
    try:
        # Devices and pipes are recognised before they are opened, which can have side effects; the path may hold
        # something else a moment later, so what was opened is checked again.
        _check(os.stat(path), path, limit)  # noqa: PTH116 - beside os.fstat
        descriptor = os.open(path, _FLAGS)
    except ValueError:  # a NUL, or a character that the file system cannot encode
        raise FileRefusedError(errno.EINVAL, "No file can have this name", str(path)) from None
    try:
        _check(os.fstat(descriptor), path, limit)
        return _read(descriptor, path, limit)
    finally:
        os.close(descriptor)


def entries(folder: Path) -> Sequence[Path]:
    """Everything in a folder, sorted by name. Raises OSError with the reason in words."""
    try:
        return sorted(folder.iterdir())
    except ValueError:
        raise FileRefusedError(errno.EINVAL, "No folder can have this name", str(folder)) from None


def shown_name(name: str) -> str:
    """The name of a file as text that can be encoded: bytes of it that are not UTF-8 are written as `\\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _check(found: os.stat_result, path: Path, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for matches, name in _KINDS if matches(found.st_mode)), "not a regular file")
        raise FileRefusedError(errno.EINVAL, f"It is {kind}", str(path))
    if found.st_size > limit:
        raise _too_large(path, limit)


def _read(descriptor: int, path: Path, limit: int) -> bytes:
    parts: list[bytes] = []
    room = limit + 1  # a file can grow while it is read, and those in /proc report no size
    while room and (part := os.read(descriptor, min(room, _AT_ONCE))):
        parts.append(part)
        room -= len(part)
    if not room:
        raise _too_large(path, limit)
    return b"".join(parts)


def _too_large(path: Path, limit: int) -> FileRefusedError:
    return FileRefusedError(errno.EFBIG, f"It is larger than {limit:,} bytes", str(path))
