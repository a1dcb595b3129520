"""Saves what is being typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from interviewer.errors import InterviewerError
from interviewer.interview.driver import ConversationDriver

DRAFT_SECONDS = 0.4
"""A draft is on disk at most this long after a key."""


class Drafts:
    """The draft of one interview's open answer. `driver` gives what saves it, if the session is open by then; `say`
    reports it if the draft cannot be saved."""

    def __init__(
        self, screen: Screen[None], driver: Callable[[], ConversationDriver | None], say: Callable[[str], None]
    ) -> None:
        self._screen = screen
        self._driver = driver
        self._say = say
        self._text = ""
        self._due = False
        self._problem = ""

    def note(self, text: str) -> None:
        """Saves `text` soon."""
        self._text = text
        if not self._due:
            self._due = True
            self._screen.set_timer(DRAFT_SECONDS, self._save)

    def save_now(self, text: str) -> str:
        """Saves the text in the box at once; not every key has been noted by then. Says why if it cannot be saved,
        and nothing if it is."""
        self._due = self._due or text != self._text or bool(self._problem)
        self._text = text
        self._save()
        return self._problem

    def _save(self) -> None:
        driver = self._driver()
        if self._due and driver is not None:
            try:
                driver.draft(self._text)
                self._problem = ""
            except InterviewerError as error:
                self._problem = str(error)
                if self._screen.is_running:
                    self._say(f"The draft cannot be saved: {error}")
        self._due = False
