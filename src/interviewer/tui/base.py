"""What all screens share: a minimum size and the app context."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from interviewer.bootstrap import AppContext
from interviewer.text import one_line
from interviewer.tui.routes import ShowWelcome
from interviewer.tui.warm_up import WarmUp

SMALLEST = (60, 20)
"""Columns and rows below which a screen says that it is too small."""
WIDE = 120
"""Columns from which a second column fits."""
TALL = 30
"""Rows from which there is room for blank lines."""


class TooSmall(Static):
    """Says that the terminal is too small; shown in place of everything else."""

    DEFAULT_CSS = "TooSmall { display: none; width: 1fr; height: 1fr; }"


class InterviewerScreen(Screen[None]):
    """A screen of the program. Each composes a `TooSmall` and shows nothing else when the terminal is too small."""

    DEFAULT_CSS = """
    InterviewerScreen.-small > * { display: none; }
    InterviewerScreen.-small > TooSmall { display: block; }
    """

    def __init__(self, context: AppContext, warm_up: WarmUp) -> None:
        super().__init__()
        self.context = context
        self.warm_up = warm_up
        self._had_focus: Widget | None = None  # when the terminal became too small, which takes the focus away

    def show_warm_up(self, state: WarmUp) -> None:
        """Called with the progress of loading behind the screens whenever it changes."""
        self.warm_up = state

    def say(self, text: str) -> None:
        """Writes the line above the keys, on screens that have one."""
        self.query_one("#ready", Static).update(Content(one_line(text)))

    def action_back(self) -> None:
        """Back to the screen that this one was opened from, or to the welcome screen."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.post_message(ShowWelcome())

    def on_resize(self, event: events.Resize) -> None:
        """Adapts to the space available."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        was_small = self.has_class("-small")
        if small and not was_small:
            self._had_focus = self.focused
        self.set_class(small, "-small")
        self.set_class(width >= WIDE, "-wide")
        self.set_class(height >= TALL, "-tall")
        if small:
            text = f"Too small: {width}x{height}. Needs {SMALLEST[0]}x{SMALLEST[1]}; all is kept."
            self.query_one(TooSmall).update(text)
        elif was_small:
            self.call_after_refresh(self._give_focus_back)

    def _give_focus_back(self) -> None:
        """Focuses what had the focus before the terminal was too small, unless something has taken it since."""
        if self.focused is None:
            self.set_focus(self._had_focus)
