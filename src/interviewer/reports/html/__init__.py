"""A report as one HTML file that needs nothing else: no script, no font, no picture, no style from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.programs import numbered
from interviewer.language.document import document, runs
from interviewer.reports.formulas.mathml import as_xml, read_formula
from interviewer.reports.headline import counts
from interviewer.reports.highlight import pieces
from interviewer.reports.how_graded import how_scores_come_about
from interviewer.reports.marks import (
    about_rewrite,
    criterion_name,
    graders_of,
    highlight_mark,
    level_of,
    mark_of,
    votes_of,
    why_of,
)
from interviewer.reports.model import Report
from interviewer.reports.reasons import reason_runs
from interviewer.reports.remarks import PRINTED, answer_remarks, dispute_remarks, failure_remarks
from interviewer.reports.sparkline import scores_in_words, sparkline
from interviewer.reports.spending import spent_in_words
from interviewer.reports.wording import percent, spoken_day, spoken_scores, spoken_seconds, spoken_trend
from interviewer.text import counted, visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_HERE = Path(__file__).parent

ShowText = Callable[[str], str]
"""How text is shown; what is no Markup is escaped after it."""


class ShowFormula(Protocol):
    """How a formula in LaTeX is shown, in a line or on one of its own."""

    def __call__(self, latex: str, *, display: bool = False) -> Markup:
        """HTML for it."""
        ...


def render_html(report: Report) -> str:
    """The whole report as a page; every text in it is escaped, and control characters are written out."""
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment(_math, visible).get_template("report.html.j2")
    return page.render(report=report, style=style, style_hash=f"sha256-{digest}") + "\n"


def markdown_renderer(*, formula: ShowFormula, text: ShowText) -> Callable[[str], Markup]:
    """What turns a Markdown text of the corpus into HTML, its formulas and all other text by these functions."""
    template = _environment(formula, text).from_string(
        '{% import "parts.html.j2" as parts with context %}{{ parts.blocks(markdown | document) }}'
    )

    def render(markdown: str) -> Markup:
        from markupsafe import Markup

        return Markup(template.render(markdown=markdown).strip())  # noqa: S704 - the template escapes

    return render


def _environment(formula: ShowFormula, text: ShowText) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        return text(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    found = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "asides": answer_remarks,
        "counts": counts,
        "counted": counted,
        "criterion": criterion_name,
        "day": spoken_day,
        "disputes": dispute_remarks,
        "failures": failure_remarks,
        "document": document,
        "level": level_of,
        "math": formula,
        "method": lambda method: graders_of([method]),
        "numbered": numbered,
        "percent": percent,
        "pieces": lambda answer: pieces(answer.answer, answer.highlights),
        "reasons": reason_runs,
        "rewrite": about_rewrite,
        "runs": runs,
        "score_rules": how_scores_come_about,
        "seconds": spoken_seconds,
        "sign": lambda highlight: highlight_mark(highlight),
        "slug": lambda text: str(text).replace(" ", "-"),
        "scores_in_words": scores_in_words,
        "sparkline": sparkline,
        "spent": spent_in_words,
        "trend": spoken_trend,
        "verdict": mark_of,
        "votes": votes_of,
        "why": why_of,
    }
    found.globals |= {"scores": spoken_scores, "review_heading": REVIEW, "printed_heading": PRINTED}
    return found


def _math(latex: str, *, display: bool = False) -> Markup:
    """A formula as MathML; its source as code if it cannot be read whole."""
    from markupsafe import Markup, escape

    tree = read_formula(latex, display=display)
    if tree is None:
        return Markup("<code>{}</code>").format(visible(latex))
    return Markup(as_xml(tree)) if tree.children else escape(visible(latex))  # noqa: S704 - ElementTree escapes it
