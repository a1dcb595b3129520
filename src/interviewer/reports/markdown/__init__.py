"""A report as Markdown, readable as it is and when rendered; one fact a line, so that git compares two reports well."""

from __future__ import annotations

from interviewer.reports.escaping import inline
from interviewer.reports.formulas.unicode import formula_text, readable
from interviewer.reports.how_graded import how_graded, what_it_took
from interviewer.reports.markdown.session import session_lines
from interviewer.reports.markdown.texts import Texts
from interviewer.reports.markdown.turn import turn_lines
from interviewer.reports.model import Report
from interviewer.text import visible


def render_markdown(report: Report) -> str:
    """The whole report, formulas in LaTeX. Foreign text is escaped, so that it can neither break nor dress it up."""
    return _page(report, Texts(lambda source, _: visible(source).replace("<", "\\lt "), visible))


def render_for_terminal(report: Report) -> str:
    """The same for reading as it is: formulas are in Unicode."""
    return _page(report, Texts(lambda _, latex: inline(formula_text(latex)), lambda text: visible(readable(text))))


def _page(report: Report, texts: Texts) -> str:
    lines = [*session_lines(report, texts)]
    for turn in report.turns:
        lines += turn_lines(turn, texts)
    lines += [*how_graded(report), *what_it_took(report)]
    return "\n".join(lines).rstrip() + "\n"
