"""The colours of a program in the answer box, made from the text colours of the theme, all of which can be read."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from rich.style import Style
from textual.widgets.text_area import TextAreaTheme

_ROLES = {
    "lead": (
        "boolean",
        "conditional",
        "constant.builtin",
        "exception",
        "include",
        "keyword",
        "keyword.function",
        "keyword.operator",
        "keyword.return",
        "repeat",
    ),
    "good": ("string", "string.escape"),
    "fair": ("attribute", "attribute.builtin", "float", "number", "type", "type.builtin", "type.class"),
    "quiet": ("comment",),
}
_BOLD = ("function", "method", "type.definition")  # where they are defined


def can_colour() -> bool:
    """Whether what tells the parts of a program apart is installed; without it a program is plain text."""
    return find_spec("tree_sitter") is not None and find_spec("tree_sitter_python") is not None


def code_colours(name: str, variables: Mapping[str, str]) -> TextAreaTheme:
    """The colours called `name` for a theme with these variables; the rest has those of the style sheet."""
    styles = {part: Style(color=variables[role]) for role, parts in _ROLES.items() for part in parts}
    return TextAreaTheme(name, syntax_styles=styles | {part: Style(bold=True) for part in _BOLD})
