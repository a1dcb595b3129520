"""Markdown of the corpus on the screen: reference answers and tasks, their formulas in Unicode, without links."""

from __future__ import annotations

from textual.widgets import Markdown

from interviewer.language.markdown import PartKind, parts
from interviewer.reports.escaping import inline
from interviewer.reports.formulas.unicode import formula_text
from interviewer.reports.readable import readable_text
from interviewer.text import visible
from interviewer.tui.speaking import markdown_with_tables


class Prose(Markdown):
    """A text of the corpus. Nothing of anybody's answer goes into one."""

    def __init__(self, text: str) -> None:
        self.plain = readable_text(text)
        super().__init__(_for_screen(text), parser_factory=markdown_with_tables, open_links=False, classes="prose")


def _for_screen(text: str) -> str:
    """The text with formulas as Unicode in which nothing is a mark of Markdown."""
    if "$" not in text:
        return visible(text).strip()
    shown = (
        inline(formula_text(part.content)) if part.kind is PartKind.FORMULA else visible(text[part.start : part.end])
        for part in parts(text)
    )
    return "".join(shown).strip()
