"""The JSON Schema of what reports write as JSON, from the values themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interviewer.strict_json import dumps

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def schema_text(adapter: TypeAdapter[Any]) -> str:
    """The JSON Schema (2020-12) of what `adapter` writes, as JSON text."""
    schema = adapter.json_schema(mode="serialization")
    return dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"
