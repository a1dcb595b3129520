"""Asks before leaving with something unsent."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class LeaveScreen(ModalScreen[bool]):
    """Whether to leave now."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape,n", "answer(False)", "Stay", id="leave.stay", tooltip="Continue the interview."),
        Binding("y", "answer(True)", "Leave", id="leave.leave", tooltip="Leave; the draft is saved."),
    ]

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(id="leave-box"):
            yield Static("Your answer is not sent yet. It is saved as a draft: resume the session to continue it.")
            with Horizontal(id="leave-buttons"):
                yield Button("Stay (Esc)", id="stay", variant="primary")
                yield Button("Leave (y)", id="leave")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Either button answers."""
        self.dismiss(event.button.id == "leave")

    def action_answer(self, leave: bool) -> None:  # noqa: FBT001 - called by a binding
        """A key answers."""
        self.dismiss(leave)
