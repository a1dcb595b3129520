"""Removing other users' permissions from what the program stores about a person."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

OTHERS = 0o077
"""The permission bits of the group and of everybody else."""


def tighten(paths: Iterable[Path]) -> list[Path]:
    """Removes every permission of other users from each of these files and folders, links excepted.

    Returns those that others can still access: files of another owner, or on a file system without permissions.
    """
    return [path for path in paths if not path.is_symlink() and not _tightened(path)]


def with_contents(path: Path) -> Iterator[Path]:
    """`path` and everything below it, without following links."""
    yield path
    if not path.is_symlink():
        for folder, folders, files in os.walk(path):
            yield from (Path(folder, name) for name in (*folders, *files))


def is_open_to_others(path: Path) -> bool:
    """Whether the group or anybody else has a permission on `path`. Raises OSError."""
    return os.name == "posix" and bool(stat.S_IMODE(path.lstat().st_mode) & OTHERS)


def _tightened(path: Path) -> bool:
    try:
        if is_open_to_others(path):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
            return not is_open_to_others(path)
    except FileNotFoundError:  # gone meanwhile
        return True
    except OSError:
        return False
    return True
