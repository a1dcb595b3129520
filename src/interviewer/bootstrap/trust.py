"""Which corpus folders have tests that may be run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError, SandboxError
from interviewer.exercises.trust import TrustedFolders, exercises_checksum
from interviewer.paths import bundled


@dataclass(frozen=True)
class FolderTrust:
    """A corpus folder, how many exercises of it come with programs, and whether these may be run as they are."""

    folder: Path
    exercises: int
    trusted: bool


class CorpusTrust:
    """The trust in the corpus folders of one process. The bundled one is part of the program."""

    def __init__(self, folders: TrustedFolders, corpus: Sequence[Path]) -> None:
        """`corpus` are the folders of the corpus."""
        self._folders = folders
        self._corpus = tuple(corpus)

    @cached_property
    def folders(self) -> tuple[FolderTrust, ...]:
        """The folders that are not part of the program and have programs to run. Raises FileError."""
        found = (self._looked_at(folder) for folder in self._corpus if folder != bundled("corpus"))
        return tuple(one for one in found if one.exercises)

    def refusal(self, question: Question) -> SandboxError | None:
        """Why the tests of a question may not be run; None where they may. Raises FileError.

        Those of the bundled corpus may, and those that a trusted folder has exactly so.
        """
        home = question.folder
        if home == bundled("corpus") or _what_runs(question) in self._trusted:
            return None
        if home is None:
            source, hint = "no folder of the corpus", "Allow them with: interviewer corpus trust FOLDER"
        else:
            source = f"{home}, which you have not trusted as it is"
            hint = f"Read them, and allow them with: interviewer corpus trust {home}"
        return SandboxError(f"The tests of {question.id} come from {source}.", hint)

    @cached_property
    def _trusted(self) -> tuple[object, ...]:
        """What runs of the folders that are trusted and are as they were then, whether the corpus has them or not."""
        found: list[object] = []
        for name, checksum in self._folders.all().items():
            exercises = programs_in(Path(name))
            if exercises_checksum(exercises) == checksum:
                found += map(_what_runs, exercises)
        return tuple(found)

    def _looked_at(self, folder: Path) -> FolderTrust:
        exercises = programs_in(folder)
        trusted = bool(exercises) and self._folders.trusts(folder, exercises_checksum(exercises))
        return FolderTrust(folder, len(exercises), trusted)


def programs_in(folder: Path) -> tuple[Question, ...]:
    """The exercises of a corpus folder that come with programs; none where no question of it can be read."""
    try:
        questions = read_corpus([folder]).questions
    except CorpusError:
        return ()
    return tuple(one for one in questions if one.exercise is not None and one.exercise.solution)


def _what_runs(question: Question) -> object:
    return question.id, question.key_points, question.exercise
