"""Text of others in Markdown: escaped, with its formulas and its code as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from interviewer.language.document import RunKind
from interviewer.language.markdown import Part, PartKind, parts
from interviewer.reports.escaping import code, inline
from interviewer.reports.model import PassageReport, Quote
from interviewer.reports.reasons import reason_runs

_SPANS = re.compile(r"[`$]")


@dataclass(frozen=True)
class Texts:
    """One way of showing formulas: `formula` by their source and their LaTeX, `reference` in a reference answer."""

    formula: Callable[[str, str], str]
    reference: Callable[[str], str]

    def line(self, text: str) -> str:
        """Text of the corpus on one line: everything escaped but its formulas and code spans."""
        if not _SPANS.search(text):
            return inline(text)
        return "".join(self._part(text[part.start : part.end], part) for part in parts(text)).strip()

    def _part(self, source: str, part: Part) -> str:
        if part.kind is PartKind.FORMULA:
            return self.formula(" ".join(source.split()), part.content)
        is_code = part.kind is PartKind.CODE_SPAN and "|" not in source  # which would end the cell of a table
        return code(part.content) if is_code else _escaped(source)


def place(passage: PassageReport) -> str:
    """A passage of the corpus, by its id, file and heading."""
    return f"{code(passage.id)} ({code(passage.path)}, “{inline(passage.heading)}”)"


def quote_lines(quotes: Sequence[Quote]) -> Iterator[str]:
    """The candidate's words that something rests on, a line each."""
    for quote in quotes:
        yield f"  - your words: “{inline(quote.text)}”"


def reason_line(text: str) -> str:
    """A reason on one line, with the code in it as code spans."""
    runs = reason_runs(text)
    return "".join(code(run.text) if run.kind is RunKind.CODE else _escaped(run.text) for run in runs)


def _escaped(text: str) -> str:
    """A stretch of a line, with the spaces at its ends."""
    shown = inline(text)
    return f"{' ' * text[:1].isspace()}{shown}{' ' * (bool(shown) and text[-1:].isspace())}"
