"""A checksum of Chroma's vector files, verified before Chroma reads them.

Chroma's index of vectors is loaded by native code that trusts its files: one that is truncated or overwritten crashes
the process with a segmentation fault, which nothing in Python can catch. SQLite checks the rest by itself.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_NAME = "vectors.sha256"


def write_checksum(folder: Path) -> None:
    """Writes the checksum of the vector files in `folder`. Raises OSError where it cannot be written."""
    path = folder / _NAME
    neighbour = path.with_name(f".{_NAME}.{os.getpid()}")
    neighbour.write_text(_digest(folder) + "\n", encoding="ascii")
    neighbour.replace(path)


def is_intact(folder: Path) -> bool:
    """Whether the vector files match their checksum; also true if there is neither file nor checksum.

    A build that is killed between writing the files and their checksum leaves a folder that is not intact.
    """
    try:
        noted = (folder / _NAME).read_bytes().strip()
    except FileNotFoundError:
        noted = hashlib.sha256().hexdigest().encode()
    return noted == _digest(folder).encode()


def _digest(folder: Path) -> str:
    """Identifies the vector files: those of a collection are in a folder next to the database.

    Up to a thousand vectors have none that count: Chroma has them in its database, and recreates the files, empty and
    without a list of names, each time it opens.
    """
    digest = hashlib.sha256()
    kept = {names.parent for names in folder.glob("*/index_metadata.pickle")}
    for path in sorted(path for part in kept for path in part.iterdir()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()
