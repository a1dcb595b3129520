"""What a face is given to lead interviews with. `bootstrap` builds it; faces and tests see only this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from interviewer.corpus.corpus import Corpus
from interviewer.grading.grader import Grader
from interviewer.interview.choosing import Choices
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.engine import Interview
from interviewer.interview.session import Session
from interviewer.interview.store import SessionStore
from interviewer.models.chat import Usage
from interviewer.settings import Settings

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 where that is unknown)."""


@dataclass(frozen=True)
class Reopened:
    """A saved session to go on with, and what stood in the answer box."""

    interview: Interview
    draft: str


class Services(Protocol):
    """The parts of the program, each built when it is first asked for and then kept. Safe to use from any thread.

    Every method may raise InterviewerError.
    """

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        ...

    def corpus(self) -> Corpus:
        """The questions; read in a few hundredths of a second."""
        ...

    def store(self) -> SessionStore:
        """Where sessions are kept. The first call imports the database library: a few tenths of a second."""
        ...

    def grader(self, progress: Progress) -> Grader:
        """The grader, with all that it needs loaded: seconds, the first time."""
        ...

    def quick_grader(self, progress: Progress) -> Grader:
        """A grader that takes no more than a tenth of a second: the same, or one that helps to choose what is asked."""
        ...

    def dialogue_agent(self) -> DialogueAgent | None:
        """Who speaks for the interviewer beyond the program's own words; None without a chat model."""
        ...

    def notice(self) -> str:
        """What leaves this machine, in words, to be shown before it does; empty where nothing does."""
        ...

    def spent(self) -> Usage:
        """What all calls of this process to chat models have taken so far."""
        ...

    def spoken(self) -> Usage:
        """What of it the interviewer's words have taken; what stands in grades is the rest."""
        ...

    def begin(self, choices: Choices, progress: Progress) -> Interview:
        """A new interview, not started yet. Quick unless `choices.for_text` needs the index."""
        ...

    def reopen(self, session_id: str) -> Reopened:
        """A saved session. Raises UnknownNameError where there is none."""
        ...

    def save_report(self, session: Session) -> Path:
        """Writes the Markdown report of a session and says where."""
        ...
