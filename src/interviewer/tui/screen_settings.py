"""Whether the screen can use its settings, without opening it."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES

from interviewer.errors import UnknownNameError
from interviewer.tui.theme import THEMES


def check_theme(name: str) -> None:
    """Raises UnknownNameError where there is no such theme."""
    known = (*(theme.name for theme in THEMES), *BUILTIN_THEMES)
    if name not in known:
        raise UnknownNameError("theme", name, known)
