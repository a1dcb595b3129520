"""The colours: dark, light and high contrast, each role of text readable on each background (WCAG 2.2, 4.5:1)."""

from __future__ import annotations

from textual.theme import Theme

TEXT_ROLES = ("quiet", "good", "fair", "bad", "lead")
"""Text colours that the style sheet uses in addition to the plain foreground."""

BACKGROUNDS = ("background", "surface", "panel")
"""Colours behind text."""

_DARK_TEXT = {"quiet": "#a9b4c2", "good": "#7fd99a", "fair": "#f2c879", "bad": "#ff9d94", "lead": "#8ec7ff"}
_LIGHT_TEXT = {"quiet": "#4c5866", "good": "#0f5f2e", "fair": "#6f4a00", "bad": "#a01b14", "lead": "#0b4f96"}

DARK = Theme(
    name="dark",
    primary="#5aa9f8",
    secondary="#7b8fa6",
    accent="#5aa9f8",
    warning="#f2c879",
    error="#ff9d94",
    success="#7fd99a",
    foreground="#e6ebf1",
    background="#14181d",
    surface="#1a1f26",
    panel="#222932",
    dark=True,
    variables=_DARK_TEXT,
)
LIGHT = Theme(
    name="light",
    primary="#0b5cad",
    secondary="#54657a",
    accent="#0b5cad",
    warning="#6f4a00",
    error="#a01b14",
    success="#0f5f2e",
    foreground="#1b2128",
    background="#fbfbf9",
    surface="#f3f4f2",
    panel="#e7eaec",
    dark=False,
    variables=_LIGHT_TEXT,
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffe100",
    secondary="#ffffff",
    accent="#ffe100",
    warning="#ffe100",
    error="#ff9b9b",
    success="#7dff9b",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    variables={"quiet": "#e0e0e0", "good": "#7dff9b", "fair": "#ffe100", "bad": "#ff9b9b", "lead": "#ffe100"},
)
THEMES = (DARK, LIGHT, HIGH_CONTRAST)


def text_defaults(*, dark: bool) -> dict[str, str]:
    """The text roles for themes that do not define them."""
    return dict(_DARK_TEXT if dark else _LIGHT_TEXT)
