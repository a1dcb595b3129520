"""`interviewer grade` by a chat model: what is announced first, and which grader grades what."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.judges import LLM, SIMILARITY
from interviewer.bulk.arriving import Arrival
from interviewer.bulk.by_model import grade_by_model
from interviewer.bulk.output import Done
from interviewer.commands.common import narrate
from interviewer.commands.grade_files import check_same_grader
from interviewer.grading.llm.prompt import GRADE
from interviewer.models.waits import in_words as wait_in_words
from interviewer.reports.spending import spent_in_words
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.grading.grader import Grader
    from interviewer.progress import OnProgress

_SILENT = 15.0  # seconds without a word of any reply, after which that is told


class ByModel:
    """A run by the chat model alone; with INTERVIEWER_FALLBACK, similarity grades where the model gives no grade."""

    def __init__(self, context: AppContext, done: Done) -> None:
        """Says who grades and what leaves the machine."""
        self._context = context
        self._done = done
        self._chat = context.models.chat(cached=False)
        self._heard = time.monotonic()
        at_once = context.settings.at_once
        narrate(f"Grading by {self._chat.name}, {counted(at_once, 'answer')} at a time.")
        narrate(context.notice())

    def detail(self) -> str:
        """What has been spent so far."""
        return spent_in_words(self._chat.spent())

    def status(self) -> str:
        """What has been spent so far, and what is waited for."""
        return ", ".join(filter(None, (self.detail(), self._waiting())))

    def _waiting(self) -> str:
        if held := self._context.models.held():
            return f"waiting {wait_in_words(held)}, as the server asks"
        silent = time.monotonic() - self._heard
        return f"nothing has come for {wait_in_words(silent)}" if silent >= _SILENT else ""

    def _hear(self, _: int) -> None:
        self._heard = time.monotonic()

    def grades(self, lines: Iterator[Arrival], progress: OnProgress) -> Generator[list[str], None, None]:
        """The grades of `lines` in order, as soon as each can be written."""
        context = self._context
        searcher = context.searcher(progress)  # a failure here would fail every answer
        grader: Grader = context.models.judge(lambda: searcher, context.corpus().version)
        identities = {LLM: llm_identity(context, grader.identity)}
        if context.settings.fallback:
            grader = context.grader(progress)
            identities[SIMILARITY] = context.quick_grader(progress).identity
        check_same_grader(self._done, identities)
        grader = context.with_exercises(grader, progress)
        known, at_once = context.corpus().by_id, context.settings.at_once
        self._heard = time.monotonic()
        with closing(grade_by_model(lines, known, grader, at_once, self._hear)) as grades:
            yield from grades


def llm_identity(context: AppContext, identity: Mapping[str, str]) -> dict[str, str]:
    """What tells the chat model's grades from others, including the prompt."""
    return {**identity, "prompt_hash": context.models.prompts().get(GRADE).hash}
