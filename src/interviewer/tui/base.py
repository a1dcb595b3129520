"""What all screens share: a size that they need, and the app's own context."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import Screen
from textual.widgets import Static

if TYPE_CHECKING:
    from interviewer.tui.app import InterviewerApp

SMALLEST = (60, 20)
"""Columns and rows below which a screen says that it is too small."""
WIDE = 120
"""Columns from which a second column fits."""


class TooSmall(Static):
    """Says that the terminal is too small; shown in place of everything else."""

    DEFAULT_CSS = "TooSmall { display: none; width: 1fr; height: 1fr; }"


class InterviewerScreen(Screen[None]):
    """A screen of the program. Each composes a `TooSmall` and shows nothing else when there is no room."""

    DEFAULT_CSS = """
    InterviewerScreen.-small > * { display: none; }
    InterviewerScreen.-small > TooSmall { display: block; }
    """

    @property
    def interviewer(self) -> InterviewerApp:
        """The app, by its own type."""
        return cast("InterviewerApp", self.app)

    def on_resize(self, event: events.Resize) -> None:
        """Adapts to the room there is."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "-small")
        self.set_class(width >= WIDE, "-wide")
        if small:
            text = f"Too small: {width}x{height}. Needs {SMALLEST[0]}x{SMALLEST[1]}; all is kept."
            self.query_one(TooSmall).update(text)
