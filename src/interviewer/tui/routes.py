"""Messages by which screens ask the app for another screen; no screen knows any other."""

from __future__ import annotations

from textual.message import Message

from interviewer.interview.choosing import Choices
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Session


class ShowWelcome(Message):
    """The first screen, in place of the one that asks."""


class ShowHistory(Message):
    """The past sessions, over the screen that asks."""


class ShowProgress(Message):
    """The progress, over the screen that asks."""


class ShowChosen(Message):
    """The questions that are chosen for a job description or CV, and why, over the screen that asks."""

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self.choices = choices


class ShowInterview(Message):
    """An interview: new with `choices`, else the saved session `resume`; with `over`, over the screen that asks."""

    def __init__(self, choices: Choices | None, resume: str | None = None, *, over: bool) -> None:
        super().__init__()
        self.choices = choices
        self.resume = resume
        self.over = over


class ShowReport(Message):
    """The report of a session; with `over`, over the screen that asks. `driver` is set if it is yet to be summed up."""

    def __init__(self, session: Session, driver: ConversationDriver | None = None, *, over: bool) -> None:
        super().__init__()
        self.session = session
        self.driver = driver
        self.over = over


class LoadAgain(Message):
    """Load again what failed to load behind the screens."""


class EventsReady(Message):
    """A conversation has events to take."""
