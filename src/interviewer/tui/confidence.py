"""Asks how sure the candidate is of an answer, before its grade."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from interviewer.interview.session import CONFIDENCES
from interviewer.reports.wording import percent

_ASKED = "How sure are you of this answer? The grade comes after your reply."


class ConfidenceScreen(ModalScreen[float | None]):
    """The scale; dismissed with 0..1, or with None where it is left unsaid. Nothing has the focus, so that the key that
    sent the answer, pressed twice, says nothing."""

    AUTO_FOCUS = ""
    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        *(
            Binding(
                str(number),
                f"state({sure})",
                percent(sure),
                id=f"confidence.{number}",
                tooltip=f"You are {percent(sure)} sure of the answer.",
            )
            for number, sure in enumerate(CONFIDENCES, start=1)
        ),
        Binding("escape", "dismiss(None)", "Skip", id="confidence.skip", tooltip="Do not say."),
    ]

    def compose(self) -> ComposeResult:
        """The question and a button for each step."""
        with Vertical(id="confidence-box"):
            yield Static(_ASKED)
            with Horizontal(id="confidence-buttons"):
                for number, sure in enumerate(CONFIDENCES, start=1):
                    yield Button(f"{number}: {percent(sure)}", id=f"sure-{number}", compact=True)
                yield Button("Esc: skip", id="skip", compact=True)
        yield Footer(show_command_palette=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button answers."""
        name = (event.button.id or "").removeprefix("sure-")
        self.dismiss(CONFIDENCES[int(name) - 1] if name.isdigit() else None)

    def action_state(self, confidence: float) -> None:
        """A key answers."""
        self.dismiss(confidence)
