"""Help: what every key does, from the same list that binds them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from interviewer.tui import actions, more_actions
from interviewer.tui.action import Action

_KEY_WIDTH = 15
_OPENING = """Every action is in the palette (Ctrl+P) too, and those in the footer can be clicked.
The keys that send and that make a new line are shown under the answer box.
Tab goes from the box to the transcript, which the arrow keys and Page Up scroll.
Text can be selected with the mouse; Ctrl+C copies it."""
_SETTINGS = "Keys, colours and more are settings: see .env.example. Action ids are those of the keymap."
_AREAS = (
    ("Everywhere", actions.APP),
    ("Welcome", actions.WELCOME),
    ("Topics, levels and kinds", more_actions.PICK),
    ("Job description or CV", more_actions.AIM),
    ("Chosen questions", more_actions.CHOSEN),
    ("Interview", actions.INTERVIEW),
    ("Report", actions.REPORT),
    ("Saving a report", more_actions.SAVE),
    ("History", actions.HISTORY),
    ("Progress", more_actions.PROGRESS),
)


class HelpScreen(ModalScreen[None]):
    """The keys of every screen, those of the screen that it was opened on first."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape,f1,q", "dismiss", "Back", id="help.back", tooltip="Close the help."),
    ]

    def __init__(self, here: Collection[str]) -> None:
        """`here` are the ids of the actions that the screen it is opened on has."""
        super().__init__()
        self._here = here

    def compose(self) -> ComposeResult:
        """One list per screen."""
        with VerticalScroll(id="help-box", can_focus=True):
            yield Static(_paragraph("Keys", _OPENING))
            for area, listed in sorted(_AREAS, key=self._is_elsewhere):
                yield Static(_paragraph(f"\n{area}"))
                yield Static(self._keys(listed))
            ids = "  ".join(action.id for action in actions.ALL)
            yield Static(_paragraph("\nSettings", f"{_SETTINGS}\n  {ids}"))
        yield Footer(show_command_palette=False)

    def _is_elsewhere(self, area: tuple[str, Sequence[Action]]) -> int:
        """0 for the screen that help was opened on, 1 for the keys of every screen, 2 for other screens."""
        _, listed = area
        if listed is actions.APP:
            return 1
        return 0 if any(action.id in self._here for action in listed) else 2

    def _keys(self, listed: Sequence[Action]) -> Table:
        """Each key beside what it does, long lines under their beginnings."""
        keymap = self.app._keymap  # noqa: SLF001 - Textual has no public way to read the keymap back
        table = Table.grid(padding=(0, 1))
        table.add_column(min_width=_KEY_WIDTH, no_wrap=True)
        table.add_column()
        for action in listed:
            key = keymap.get(action.id, action.key).replace(",", " or ")
            table.add_row(Text(f"  {key}", style="bold"), Text(f"{action.title}. {action.tooltip}"))
        return table


def _paragraph(heading: str, text: str = "") -> Content:
    return Content.assemble((heading, "bold $lead"), f"\n{text}" if text else "")
