"""Help: what every key does, from the same list that binds them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from interviewer.tui import actions


class HelpScreen(ModalScreen[None]):
    """The keys of every screen."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape,f1,q", "dismiss", "Back", id="help.back", tooltip="Close the help."),
    ]

    def compose(self) -> ComposeResult:
        """One list per screen."""
        with VerticalScroll(id="help-box", can_focus=True):
            yield Static(self._text())
        yield Footer(show_command_palette=False)

    def _text(self) -> Content:
        keymap = self.app._keymap  # noqa: SLF001 - Textual has no public way to read the keymap back
        parts: list[str | tuple[str, str]] = [
            ("Keys\n", "bold $lead"),
            "Every action is in the palette (Ctrl+P) too, and those in the footer can be clicked.\n",
            "The keys that send and that make a new line are shown under the answer box.\n",
            "Tab goes from the box to the transcript, which the arrow keys and Page Up scroll.\n",
            "Text can be selected with the mouse; Ctrl+C copies it.\n",
        ]
        areas = (
            ("Everywhere", actions.APP),
            ("Welcome", actions.WELCOME),
            ("Interview", actions.INTERVIEW),
            ("Report", actions.REPORT),
            ("History", actions.HISTORY),
        )
        for area, listed in areas:
            parts.append((f"\n{area}\n", "bold $lead"))
            for action in listed:
                key = keymap.get(action.id, action.key).replace(",", " or ")
                parts += [(f"  {key:<13}", "bold"), f"{action.title}. {action.tooltip}\n"]
        parts.append(("\nSettings\n", "bold $lead"))
        parts.append("Keys, colours and more are settings: see .env.example. Action ids are those of the keymap.\n")
        parts.append("  " + "  ".join(action.id for action in actions.ALL))
        return Content.assemble(*parts)
