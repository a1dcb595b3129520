"""Marking any number of names in a list."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, OptionList

from interviewer.text import one_line
from interviewer.tui.more_actions import PICK

ANY = "any"


class PickScreen(ModalScreen["tuple[str, ...] | None"]):
    """A list whose entries Space marks; gives what is marked, or None if it is left."""

    BINDINGS = [action.binding() for action in PICK]  # noqa: RUF012 - the type is Textual's

    def __init__(self, title: str, names: Sequence[str], marked: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._names = tuple(names)
        self._marked = set(marked)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(id="pick-box") as box:
            box.border_title = self._title
            yield OptionList(*(self._shown(name) for name in self._names))
        yield Footer(show_command_palette=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks, as Space does."""
        self._mark(event.option_index)

    def action_mark(self) -> None:
        """Marks the entry that the cursor is on, or takes its mark away."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._mark(at)

    def action_take(self) -> None:
        """Gives what is marked, in the order of the list."""
        self.dismiss(tuple(name for name in self._names if name in self._marked))

    def action_clear(self) -> None:
        """Gives nothing, which means any."""
        self.dismiss(())

    def action_back(self) -> None:
        """Gives None."""
        self.dismiss(None)

    def _mark(self, at: int) -> None:
        self._marked ^= {self._names[at]}
        self.query_one(OptionList).replace_option_prompt_at_index(at, self._shown(self._names[at]))

    def _shown(self, name: str) -> Content:
        return Content(f"{'✓' if name in self._marked else ' '} {one_line(name)}")


class PickField(Button):
    """What is marked, which opens the list when it is pressed."""

    def __init__(self, title: str, names: Sequence[str], *, id: str) -> None:  # noqa: A002 - as in Textual
        super().__init__(Content(ANY), id=id, compact=True, classes="pick")
        self.picked: tuple[str, ...] = ()
        self._title = title
        self._names = tuple(names)

    def pick(self, names: Sequence[str]) -> None:
        """Marks these names."""
        self.picked = tuple(names)
        self.label = Content(one_line(", ".join(names)) or ANY)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Opens the list."""
        event.stop()

        def take(names: tuple[str, ...] | None) -> None:
            if names is not None:
                self.pick(names)

        self.app.push_screen(PickScreen(self._title, self._names, self.picked), take)
