"""`interviewer grade` by a chat model: what is told before, and what is graded by what."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from interviewer.bootstrap import Parts
from interviewer.bootstrap.judges import LLM, SIMILARITY
from interviewer.bulk.by_model import grade_by_model, in_words
from interviewer.bulk.jobs import Line
from interviewer.bulk.output import Done
from interviewer.commands.common import narrate
from interviewer.commands.grade import check_same_grader
from interviewer.grading.llm.prompt import GRADE

if TYPE_CHECKING:
    from interviewer.grading.grader import Grader
    from interviewer.progress import Progress


class ByModel:
    """A run by the chat model alone; with INTERVIEWER_FALLBACK, similarity grades where that gives no grade."""

    def __init__(self, parts: Parts, done: Done) -> None:
        """Says who grades and what leaves the machine."""
        self._parts = parts
        self._done = done
        self._chat = parts.models.chat(cached=False)
        at_once = parts.settings.at_once
        narrate(f"Grading by {self._chat.name}, {at_once} {'answer' if at_once == 1 else 'answers'} at a time.")
        narrate(parts.notice())

    def detail(self) -> str:
        """What was spent so far."""
        return in_words(self._chat.spent())

    def grades(self, lines: Iterator[Line], progress: Progress) -> Generator[list[str], None, None]:
        """The grades of `lines` in order, as they may be written."""
        parts = self._parts
        searcher = parts.searcher(progress)  # what is broken there is broken for every answer
        grader: Grader = parts.models.judge(lambda: searcher, parts.corpus().version)
        identities = {LLM: llm_identity(parts, grader.identity)}
        if parts.settings.fallback:
            grader = parts.grader(progress)
            identities[SIMILARITY] = parts.quick_grader(progress).identity
        check_same_grader(self._done, identities)
        with closing(grade_by_model(lines, parts.corpus().by_id, grader, parts.settings.at_once)) as grades:
            yield from grades


def llm_identity(parts: Parts, identity: Mapping[str, str]) -> dict[str, str]:
    """What tells the chat model's grades from others: the prompt besides."""
    return {**identity, "prompt_hash": parts.models.prompts().get(GRADE).hash}
