"""The settings that sessions are played in: who grades, and who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from interviewer.bootstrap import AppContext
from interviewer.grading.both import SecondOpinion
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.settings import Settings, Tone
from tests.models.loopback import ChatServer, Script
from tests.models.scripted_model import scripted
from tests.simulation.graders import KeptGrader
from tests.simulation.models import Sloppy, invented, of_the_question
from tests.simulation.play import Stage

SIMILARITY = "similarity"
SCRIPTED = "scripted"
INVENTED = "invented"
QUOTING = "quoting"
SETTINGS = {
    SIMILARITY: "no chat model: the similarity grader and the program's own words",
    SCRIPTED: "a chat model that reads, grades and speaks as it should",
    INVENTED: "one that forgets its manners, and accepts everything with quotes that nobody said",
    QUOTING: "one that forgets its manners, and accepts everything with quotes of the question",
}
"""The settings by name."""


class Theatre:
    """Stages for the settings, built when they are first asked for; the embedding model is loaded once for all."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self._home = home
        self._stack = stack
        self._kept: dict[GradingRequest, Grade] = {}
        self._context = AppContext(_settings(home))
        self._stages: dict[str, Stage] = {}

    def stage(self, setting: str) -> Stage:
        """The stage of a setting."""
        if setting not in self._stages:
            self._stages[setting] = self._built(setting)
        return self._stages[setting]

    def _built(self, setting: str) -> Stage:
        corpus = self._context.corpus()
        quick = KeptGrader(self._context.quick_grader(_silently), self._kept)
        folder = self._home / "sessions" / setting
        folder.mkdir(parents=True)
        if setting == SIMILARITY:
            return Stage(corpus.by_id, quick, quick, folder)
        scripts: dict[str, Script] = {
            SCRIPTED: scripted,
            INVENTED: Sloppy(corpus.questions, invented),
            QUOTING: Sloppy(corpus.questions, of_the_question),
        }
        server = self._stack.enter_context(ChatServer(scripts[setting]))
        context = AppContext(
            _settings(self._home / setting, INTERVIEWER_MODEL="openai:scripted", OPENAI_BASE_URL=server.url)
        )
        judge = context.models.judge(lambda: self._context.searcher(_silently), corpus.version)
        both = SecondOpinion(judge, quick, fallback=False)  # type: ignore[arg-type]
        return Stage(corpus.by_id, both, quick, folder, context, Tone.NEUTRAL)


@contextmanager
def theatre(home: Path) -> Iterator[Theatre]:
    """Stages that keep everything in `home`; their servers end with the context."""
    with ExitStack() as stack:
        yield Theatre(home, stack)


def _settings(home: Path, **more: Any) -> Settings:
    """Settings of nobody: what the environment of this machine says does not matter."""
    given = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "INTERVIEWER_MODEL": "", "INTERVIEWER_DIALOGUE_MODEL": ""}
    return Settings(_env_file=None, INTERVIEWER_HOME=home, **{**given, **more})


def _silently(what: str, done: int, total: int) -> None:
    return
