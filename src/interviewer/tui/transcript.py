"""What has been said so far, only ever appended to."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.text import visible
from interviewer.tui.feedback_card import FeedbackCard
from interviewer.tui.speaking import LABEL, Speaking


class Entry(Static):
    """One thing that was said: a label in bold, and text that is shown exactly."""

    def __init__(self, label: str, text: str, kind: str) -> None:
        self.label = label
        self.plain = visible(text)
        parts: list[str | tuple[str, str]] = [(f"{label}\n", "bold")] if label else []
        super().__init__(Content.assemble(*parts, self.plain), markup=False, classes=f"entry {kind}")


class Transcript(VerticalScroll):
    """The entries of a session. It stays at its end unless the user has scrolled away from it."""

    def add(self, label: str, text: str, kind: str) -> None:
        """Appends an entry. `kind` is its style class."""
        self.mount(Entry(label, text, kind))
        self.anchor()

    def add_speech(self, text: str = "") -> Speaking:
        """Appends an entry of the interviewer's own words; without `text`, an empty one for them to come into."""
        speaking = Speaking(text)
        self.mount(speaking)
        self.anchor()
        return speaking

    def add_card(self, card: FeedbackCard) -> None:
        """Appends a card and shows its beginning, which is read first."""
        self.mount(card)
        self.anchor(anchor=False)
        self.call_after_refresh(self.scroll_to_widget, card, top=True, animate=False)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        lines: list[str] = []
        for part in self.children:
            if isinstance(part, Entry):
                lines += [part.label, part.plain]
            elif isinstance(part, Speaking):
                lines += [LABEL, part.plain]
            elif isinstance(part, FeedbackCard):
                lines.append(part.plain)
        return "\n".join(lines)
