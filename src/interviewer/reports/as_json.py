"""A report as JSON, and the JSON Schema of that: both from the report model itself, so that they cannot differ."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from interviewer.reports.model import Report
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def render_json(report: Report) -> str:
    """The whole report. Text is exact, as it was typed and recorded."""
    return _adapter().dump_json(report, indent=1).decode() + "\n"


def report_schema() -> str:
    """The JSON Schema (2020-12) of `render_json`, as JSON text."""
    schema = _adapter().json_schema(mode="serialization")
    return dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)
