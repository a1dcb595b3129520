"""Who renders which format of a report; each is loaded when it is asked for."""

from __future__ import annotations

from interviewer.reports.formats import Format
from interviewer.reports.model import Report


def render(report: Report, form: Format) -> bytes:
    """The report in a format, UTF-8 where it is text. Raises UsageError for PDF without its extra."""
    match form:
        case Format.MARKDOWN:
            from interviewer.reports.markdown import render_markdown

            return _utf8(render_markdown(report))
        case Format.HTML:
            from interviewer.reports.html import render_html

            return _utf8(render_html(report))
        case Format.JSON:
            from interviewer.reports.as_json import render_json

            return _utf8(render_json(report))
        case Format.PDF:
            from interviewer.reports.pdf import render_pdf

            return render_pdf(report)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
