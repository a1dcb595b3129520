"""Whose tests may be run: the bundled ones, and those of folders that the person trusted as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from interviewer.corpus.question import Question
from interviewer.errors import FileError
from interviewer.files.reading import read_regular
from interviewer.files.writing import atomic_write
from interviewer.strict_json import dumps, loads

MAX_BYTES = 1_000_000


class TrustedFolders:
    """The folders that the person trusted, each with the checksum of the exercises that it had then."""

    def __init__(self, path: Path) -> None:
        """`path` is the file that they are kept in; it need not exist."""
        self._path = path

    def all(self) -> Mapping[str, str]:
        """The checksum of each folder, by its full path. Raises FileError where the file cannot be read."""
        try:
            folders = loads(read_regular(self._path, MAX_BYTES).decode())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            raise self._unreadable() from None
        if not isinstance(folders, dict) or not all(isinstance(checksum, str) for checksum in folders.values()):
            raise self._unreadable()
        return folders

    def trusts(self, folder: Path, checksum: str) -> bool:
        """Whether the folder is trusted with exercises of this checksum. Raises FileError."""
        return self.all().get(_name(folder)) == checksum

    def trust(self, folder: Path, checksum: str) -> None:
        """Trusts a folder as it is. Raises FileError."""
        self._write({**self.all(), _name(folder): checksum})

    def untrust(self, folder: Path) -> bool:
        """Trusts a folder no more; whether it was trusted. Raises FileError."""
        folders = dict(self.all())
        known = folders.pop(_name(folder), None) is not None
        if known:
            self._write(folders)
        return known

    def _write(self, folders: Mapping[str, str]) -> None:
        atomic_write(self._path, dumps(folders, indent=2, sort_keys=True) + "\n", replace=True)

    def _unreadable(self) -> FileError:
        return FileError(f"The list of trusted folders {self._path} cannot be read.", "Correct or remove it.")


def exercises_checksum(questions: Iterable[Question]) -> str:
    """The SHA-256 of what the exercises of a folder run: their programs and tests."""
    digest = hashlib.sha256()
    for question in sorted(questions, key=lambda question: question.file):
        if question.exercise is not None and question.exercise.solution:
            digest.update(repr((question.file, question.key_points, question.exercise)).encode("utf-8", "replace"))
    return digest.hexdigest()


def _name(folder: Path) -> str:
    return str(folder.resolve())
