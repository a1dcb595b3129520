"""The formats of a report: what each is called, and who renders it."""

from __future__ import annotations

from enum import StrEnum

from interviewer.reports.model import Report


class Format(StrEnum):
    """A format; its value is also the suffix of its files."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


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
