"""Saves what is being typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from interviewer.errors import InterviewerError
from interviewer.interview.driver import ConversationDriver

DRAFT_SECONDS = 0.4
"""A draft is on disk at most this long after a key."""


class Drafts:
    """The draft of one interview's open answer; `say` reports it if the draft cannot be saved."""

    def __init__(self, screen: Screen[None], say: Callable[[str], None]) -> None:
        self._screen = screen
        self._say = say
        self._text = ""
        self._due = False

    def note(self, text: str, driver: Callable[[], ConversationDriver | None]) -> None:
        """Saves `text` soon; `driver` is called then."""
        self._text = text
        self.soon(driver)

    def soon(self, driver: Callable[[], ConversationDriver | None]) -> None:
        """Saves soon what was noted last."""
        if not self._due:
            self._due = True
            self._screen.set_timer(DRAFT_SECONDS, lambda: self.save(driver()))

    def leave(self, text: str, driver: ConversationDriver | None) -> None:
        """Saves the text in the box at the end; not every key has been noted by then."""
        self._due = self._due or text != self._text
        self._text = text
        self.save(driver)

    def save(self, driver: ConversationDriver | None) -> None:
        """Saves it now, if anything is due."""
        if not self._due:
            return
        self._due = False
        if driver is None:
            return
        try:
            driver.draft(self._text)
        except InterviewerError as error:
            if self._screen.is_running:
                self._say(f"The draft cannot be saved: {error}")
