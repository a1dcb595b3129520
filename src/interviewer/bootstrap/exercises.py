"""What runs the programs of exercises, each part made when first needed, and what of it is missing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.bootstrap.trust import CorpusTrust
    from interviewer.corpus.question import Question
    from interviewer.exercises.running import HiddenTests
    from interviewer.exercises.visible import VisibleTests
    from interviewer.interview.choosing import Choices
    from interviewer.sandbox.runner import JudgeRunner
    from interviewer.sandbox.running import Author


class ExerciseParts:
    """What exercises are run with. Safe to use from any thread."""

    def __init__(
        self, settings: Settings, trusted: Path, folders: Callable[[], tuple[Path, ...]], author: Author
    ) -> None:
        """`trusted` is the file of trusted folders, `folders` gives those of the corpus, `author` is whose answers are
        graded."""
        self._settings = settings
        self._trusted = trusted
        self._folders = folders
        self._author = author
        self._lock = threading.RLock()
        self._runner: JudgeRunner | None = None
        self._tests: HiddenTests | None = None

    def runner(self) -> JudgeRunner:
        """What runs programs. Raises SandboxError where the isolation that is asked for does not work."""
        with self._lock:
            if self._runner is None:
                from interviewer.sandbox.choosing import open_runner

                self._runner = open_runner(self._settings.sandbox)
            return self._runner

    def close(self) -> None:
        """Ends the processes that run programs; the next run starts new ones."""
        with self._lock:
            runner, self._runner = self._runner, None
        if runner is not None:
            runner.close()

    def hidden_tests(self) -> HiddenTests:
        """What runs programs against the hidden tests of exercises."""
        with self._lock:
            if self._tests is None:
                from interviewer.exercises.running import HiddenTests

                self._tests = HiddenTests(self.runner, self._author, self.trust().refusal)
            return self._tests

    def visible_tests(self) -> VisibleTests:
        """What runs programs against the visible tests of exercises."""
        from interviewer.exercises.visible import VisibleTests

        return VisibleTests(self.runner, self.trust().refusal)

    def trust(self) -> CorpusTrust:
        """Which of the corpus folders have tests that may be run."""
        from interviewer.bootstrap.trust import CorpusTrust
        from interviewer.exercises.trust import TrustedFolders

        return CorpusTrust(TrustedFolders(self._trusted), self._folders())

    def available(self, questions: Sequence[Question]) -> Sequence[Question]:
        """Those of the questions that can be asked here: exercises in PyTorch only where that is installed."""
        from interviewer.interview.choosing import without_torch

        return questions if _has_torch() else without_torch(questions)

    def torch_note(self, questions: Sequence[Question], choices: Choices) -> str:
        """A sentence for somebody who asks for exercises, some of which are not available; empty where all are."""
        from interviewer.corpus.question import Kind

        asked = [one for one in questions if one.kind in choices.kinds and one.exercise is not None]
        missing = len(asked) - len(self.available(asked))
        if not missing or not {Kind.CODE, Kind.DEBUG} & set(choices.kinds):
            return ""
        return (
            f"{missing} of {len(asked)} exercises are left out: they need PyTorch, which is not installed. "
            "Install it with: uv sync --extra torch, or pip install 'interviewer[torch]'."
        )


def _has_torch() -> bool:
    from interviewer.corpus.exercise import Language
    from interviewer.sandbox.packages import is_installed

    return is_installed(Language.TORCH)
