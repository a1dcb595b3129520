"""Writing files: private to the user, all or nothing, and never over anything but a regular file."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

from interviewer.errors import FileError, UsageError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_private_folder(folder: Path) -> None:
    """Creates `folder` and its missing parents, private to the user whatever the umask.

    A folder that already exists is left as it is. Raises OSError.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        with suppress(FileExistsError):  # another process created it meanwhile
            path.mkdir(mode=PRIVATE_FOLDER)
            path.chmod(PRIVATE_FOLDER)  # the umask may have removed too much
    if not folder.is_dir():
        raise NotADirectoryError(20, os.strerror(20), str(folder))


def atomic_write(path: Path, content: str | bytes, *, replace: bool = False) -> None:
    """Writes a file private to the user, through a temporary one, so that it is never half written; text is UTF-8.

    Only writes to a new name or, with `replace`, an existing regular file; a link to one stays a link. Raises
    UsageError if `path` is something else, FileError if it cannot be written.
    """
    try:
        target = writable_target(path, replace=replace)
        make_private_folder(target.parent)
        _write(target, _as_bytes(content), replace=replace)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise cannot_write(path, error) from error


def write_beside(path: Path, content: str | bytes) -> Path:
    """Writes a file to `path` or, if that holds something else, to `NAME-2`, `NAME-3` and so on; returns its path.

    A file that already has exactly this is used as it is. Raises what `atomic_write` raises.
    """
    for number in count(1):
        candidate = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        if not os.path.lexists(candidate):
            atomic_write(candidate, content)
            return candidate
        if holds(candidate, content):
            return candidate
    raise AssertionError("There is always another number.")


def writable_target(path: Path, *, replace: bool) -> Path:
    """The file to write to for `path`: itself, or the regular file that it links to.

    Raises UsageError where it is anything but a new name or, with `replace`, a regular file; OSError.
    """
    if "\0" in str(path):
        raise UsageError("A file name cannot contain a NUL character.", "Choose another name.")
    if not os.path.lexists(path):
        return path
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise UsageError(f"{path} is a broken link.", "Choose another name.") from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise UsageError(f"{path} is {what}.", "Name a file that can be written.")
    if not replace:
        raise _exists(path)
    return path.resolve() if path.is_symlink() else path


def cannot_write(path: Path, error: OSError) -> FileError:
    """The error for a file that cannot be written, with its cause."""
    return FileError(f"{path} cannot be written: {error.strerror}.", "Free some space or choose another place.")


def holds(path: Path, content: str | bytes) -> bool:
    """Whether `path` is a regular file with exactly this."""
    try:
        return path.is_file() and path.read_bytes() == _as_bytes(content)
    except OSError:
        return False


def _as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")


def _exists(path: Path) -> UsageError:
    return UsageError(f"{path} already exists.", "Choose another name, or replace it with --force.")


def _write(target: Path, content: bytes, *, replace: bool) -> None:
    number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    neighbour = Path(name)
    try:
        neighbour.chmod(PRIVATE_FILE)  # the umask may have removed too much
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            neighbour.replace(target)
        else:
            _put_at_new_name(neighbour, target)
    finally:
        with suppress(OSError):
            neighbour.unlink()


def _put_at_new_name(neighbour: Path, target: Path) -> None:
    """Moves a file to an unused name; raises FileExistsError if it was taken meanwhile."""
    try:
        target.hardlink_to(neighbour)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(17, os.strerror(17), str(target)) from None
        neighbour.replace(target)
