"""Saving the report of a session: in which format, to which file, and whether to open it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Select, Static

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError, UsageError
from interviewer.files.opening import open_file
from interviewer.files.writing import atomic_write
from interviewer.interview.session import Session
from interviewer.paths import expanded
from interviewer.reports.formats import Format
from interviewer.reports.render import render
from interviewer.text import one_line
from interviewer.tui.more_actions import SAVE

_NAMES = {Format.MARKDOWN: "Markdown", Format.HTML: "HTML", Format.JSON: "JSON", Format.PDF: "PDF"}
_NO_PDF = "PDF (needs the extra pdf)"


class SaveScreen(ModalScreen["str | None"]):
    """The format and the file; gives what was done in a sentence, or None if nothing was."""

    BINDINGS = [action.binding() for action in SAVE]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, session: Session) -> None:
        super().__init__()
        self.context = context
        self._session = session
        self._replace: Path | None = None  # what F2 or F3 once more replaces
        self._suggested = ""

    def compose(self) -> ComposeResult:
        """Two fields and a line."""
        with Vertical(id="save-box") as box:
            box.border_title = "Save the report"
            formats = [(_NAMES[form] if _can_be_made(form) else _NO_PDF, form) for form in Format]
            yield Static("Format", classes="field-name")
            yield Select(formats, value=Format.MARKDOWN, allow_blank=False, id="format", compact=True)
            yield Static("File", classes="field-name")
            yield Input(id="save-path", compact=True)
            yield Static("", id="save-problem", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Suggests a file in the data folder."""
        self._suggest()
        self.query_one("#format").focus()

    def on_select_changed(self) -> None:
        """Another format has another file."""
        self._suggest()

    def on_input_submitted(self) -> None:
        """Enter after the file saves."""
        self.action_save()

    def action_save(self) -> None:
        """Saves the report."""
        self._begin(and_open=False)

    def action_open(self) -> None:
        """Saves and opens it."""
        self._begin(and_open=True)

    def action_back(self) -> None:
        """Saves nothing."""
        self.dismiss(None)

    @property
    def _form(self) -> Format:
        return Format(str(self.query_one("#format", Select).value))

    def _suggest(self) -> None:
        """Writes a file into the field, unless the person has written one of their own."""
        field = self.query_one("#save-path", Input)
        if field.value == self._suggested:
            self._suggested = str(self.context.paths.reports / f"{self._session.plan.session_id}.{self._form}")
            field.value = self._suggested

    def _begin(self, *, and_open: bool) -> None:
        try:
            path = expanded(self.query_one("#save-path", Input).value.strip() or ".", "The file")
            if path.is_file() and path != self._replace:
                self._replace = path
                raise UsageError(f"{path} already exists.", "The same key once more replaces it; or name another file.")
        except InterviewerError as error:
            self._say(str(error))
            return
        self._say("Writing the report")
        form, replace = self._form, path == self._replace
        self.run_worker(lambda: self._write(path, form, replace, and_open), thread=True, exclusive=True)

    def _write(self, path: Path, form: Format, replace: bool, and_open: bool) -> None:  # noqa: FBT001 - its own caller
        try:
            content = render(self.context.reports.of(self._session), form)
            atomic_write(path, content, replace=replace)
        except InterviewerError as error:
            self.app.call_from_thread(self._say, str(error))
            return
        said = f"Saved to {path}"
        try:
            if and_open:
                open_file(path)
                said = f"Saved to {path} and opened"
        except InterviewerError as error:
            said = f"{said}. {error}"
        self.app.call_from_thread(self.dismiss, said)

    def _say(self, text: str) -> None:
        self.query_one("#save-problem", Static).update(Content(one_line(text)))


def _can_be_made(form: Format) -> bool:
    """Whether what makes this format is installed."""
    return form is not Format.PDF or find_spec("typst") is not None
