"""Asks a question that Yes or No answers, over the other screens."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static


class ConfirmScreen(ModalScreen[bool]):
    """Whether to do what the question says. The safe answer has the focus, and Escape gives it."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape,n", "answer(False)", "No", id="confirm.no", tooltip="Leave everything as it is."),
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do what the question says."),
    ]

    def __init__(self, question: str, *, no: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._no = no
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question and two buttons. Its own footer covers that of the screen below, whose keys do nothing now."""
        with Vertical(id="confirm-box"):
            yield Static(self._question, markup=False)
            with Horizontal(id="confirm-buttons"):
                yield Button(f"{self._no} (Esc)", id="no", variant="primary")
                yield Button(f"{self._yes} (y)", id="yes")
        yield Footer(show_command_palette=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Either button answers."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001 - called by a binding
        """A key answers."""
        self.dismiss(yes)
