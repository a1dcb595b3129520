"""What was said so far, only ever appended to."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from interviewer.text import visible


class Entry(Static):
    """One thing that was said: a label in bold, and text that is shown exactly."""

    def __init__(self, label: str, text: str, kind: str) -> None:
        self.plain = visible(text)
        parts: list[str | tuple[str, str]] = [(f"{label}\n", "bold")] if label else []
        super().__init__(Content.assemble(*parts, self.plain), markup=False, classes=f"entry {kind}")


class Transcript(VerticalScroll):
    """The entries of a session. It follows its end unless the person has scrolled away from it."""

    def add(self, label: str, text: str, kind: str) -> None:
        """Appends an entry. `kind` is its style class."""
        self.add_widget(Entry(label, text, kind))

    def add_widget(self, widget: Widget) -> None:
        """Appends a widget, such as a feedback card, and shows its beginning."""
        self.mount(widget)
        self.anchor()

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join(entry.plain for entry in self.query(Entry))
