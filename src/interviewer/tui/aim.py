"""Choosing a file with a job description or CV, or pasting one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text, TextType
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, DirectoryTree, Footer, Input, Static, TextArea

from interviewer.errors import InterviewerError
from interviewer.files.description import checked_description, read_description
from interviewer.files.reading import shown_name
from interviewer.paths import expanded
from interviewer.text import clean_input, one_line
from interviewer.tui.more_actions import AIM

_NOTHING = "nothing: choose a file or paste a job description or CV"
_THE_FILE = "The name of the file"
_WHAT_WAS_PASTED = "What was pasted"


@dataclass(frozen=True)
class Aim:
    """A job description or CV that questions are chosen for, and what to call it; both empty for none."""

    name: str = ""
    text: str = ""


class AimScreen(ModalScreen["Aim | None"]):
    """A box to paste into, and files to choose from; gives the text, or None if it is left."""

    BINDINGS = [action.binding() for action in AIM]  # noqa: RUF012 - the type is Textual's

    def compose(self) -> ComposeResult:
        """The box, the name of a file, and the files of a folder."""
        with Vertical(id="aim-box") as box:
            box.border_title = "Questions for a job description or CV"
            paste = TextArea(id="paste", show_line_numbers=False)
            paste.border_title = "Paste it here (F2 uses it)"
            yield paste
            yield Input(id="path", placeholder="or name a text file, or a folder to look into", compact=True)
            files = _Files(Path.cwd(), id="files")
            files.border_title = "or choose a text file (Enter)"
            yield files
            yield Static("", id="aim-problem", markup=False)
        yield Footer(show_command_palette=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter after a file takes it, and after a folder shows it."""
        self._take_named(event.value)

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        """Enter on a file takes it."""
        self._take_file(event.path)

    def action_take(self) -> None:
        """Takes what was pasted or, if that is nothing, the file that is named."""
        pasted = self.query_one("#paste", TextArea).text
        if not pasted.strip():
            self._take_named(self.query_one("#path", Input).value)
            return
        try:
            text = checked_description(clean_input(pasted), _WHAT_WAS_PASTED)
        except InterviewerError as error:
            self._say(str(error))
        else:
            self.dismiss(Aim(f"pasted text, {len(text):,} characters", text))

    def action_clear(self) -> None:
        """Gives no text."""
        self.dismiss(Aim())

    def action_back(self) -> None:
        """Gives None."""
        self.dismiss(None)

    def _take_named(self, name: str) -> None:
        if not name.strip():
            self._say("Paste a text, or choose a file.")
            return
        try:
            path = expanded(name.strip(), _THE_FILE)
        except InterviewerError as error:
            self._say(str(error))
            return
        if path.is_dir():
            self.query_one(_Files).path = path
            self.query_one(_Files).focus()
        else:
            self._take_file(path)

    def _take_file(self, path: Path) -> None:
        try:
            text = read_description(path)
        except InterviewerError as error:
            self._say(str(error))
        else:
            self.dismiss(Aim(shown_name(path.name), text))

    def _say(self, problem: str) -> None:
        self.query_one("#aim-problem", Static).update(Content(one_line(problem)))


class AimField(Button):
    """What questions are chosen for, which opens the screen when it is pressed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as in Textual
        super().__init__(Content(_NOTHING), id=id, compact=True, classes="pick")
        self.aim = Aim()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Opens the screen."""
        event.stop()

        def take(aim: Aim | None) -> None:
            if aim is not None:
                self.aim = aim
                self.label = Content(one_line(aim.name, 60) or _NOTHING)

        self.app.push_screen(AimScreen(), take)


class _Files(DirectoryTree):
    """The files of a folder, without the hidden ones, their names shown and not obeyed."""

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "  # Textual's own are emoji, which not every font has

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Those whose names do not begin with a dot."""
        return [path for path in paths if not path.name.startswith(".")]

    def process_label(self, label: TextType) -> Text:
        """A name on one line, without control characters."""
        return Text(one_line(shown_name(str(label))) or "?")
