"""Something a person can do on a screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class Action:
    """Something a person can do. `title` reads "Verb object"; `label` is its short form in the footer."""

    id: str
    key: str
    action: str
    label: str
    title: str
    tooltip: str
    show: bool = True
    priority: bool = False

    @property
    def palette_name(self) -> str:
        """How the palette lists it: "Area: Verb object"."""
        return f"{self.id.split('.')[0].capitalize()}: {self.title}"

    def binding(self) -> Binding:
        """The key binding; the palette is the second route."""
        return Binding(
            self.key,
            self.action,
            self.label,
            id=self.id,
            tooltip=self.tooltip,
            show=self.show,
            priority=self.priority,
        )
