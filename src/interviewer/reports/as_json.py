"""A report as JSON, and the JSON Schema of that: both from the report model itself, so that they cannot differ."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from interviewer.reports.model import Report
from interviewer.reports.schema import schema_text

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def render_json(report: Report) -> str:
    """The whole report. Text is exact, as it was typed and recorded."""
    return _adapter().dump_json(report, indent=1).decode() + "\n"


def report_schema() -> str:
    """The JSON Schema (2020-12) of `render_json`, as JSON text."""
    return schema_text(_adapter())


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)
