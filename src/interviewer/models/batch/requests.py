"""Requests as the Batch API takes them: the body of each, and files of one JSON object per line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import BaseModel

from interviewer.errors import UsageError
from interviewer.models import structured
from interviewer.models.batch.state import PartFiles
from interviewer.models.capabilities import StructuredOutputMode
from interviewer.models.chat import Call
from interviewer.models.clients import first_capabilities
from interviewer.models.endpoint import Endpoint
from interviewer.strict_json import dumps

ENDPOINT: Final = "/v1/chat/completions"
# The service's limits for a file (https://platform.openai.com/docs/guides/batch).
MAX_REQUESTS = 50_000
MAX_BYTES = 200_000_000
_FIXED_TEMPERATURE = re.compile(r"(?:o\d|gpt-5)(?!.*chat)")
"""Reasoning models accept no temperature (https://platform.openai.com/docs/guides/reasoning)."""


def chat_body(endpoint: Endpoint, call: Call, shape: type[BaseModel]) -> dict[str, Any]:
    """The request for a reply of a given shape, by the strict JSON schema. Its sample index is not part of it."""
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": message.role.value, "content": message.text} for message in call.messages],
        "response_format": structured.response_format(shape, StructuredOutputMode.JSON_SCHEMA),
        first_capabilities(endpoint).limits[0]: call.max_tokens,
    }
    if call.temperature is not None and not _FIXED_TEMPERATURE.match(endpoint.model):
        body["temperature"] = call.temperature
    return body


def write_requests(
    folder: Path, requests: Iterable[tuple[str, Mapping[str, Any]]], *, max_requests: int, max_bytes: int
) -> list[int]:
    """Writes pairs of custom id and body to as many files as the limits require; returns how many requests each has.

    Raises UsageError where an id is empty or not unique, or one request is larger than a file may be; OSError.
    """
    counts: list[int] = []
    seen: set[str] = set()
    file: BinaryIO | None = None
    size = 0
    try:
        for custom_id, body in requests:
            if not custom_id or custom_id in seen:
                raise UsageError(f"The request id {custom_id!r} is empty or not unique.", "Give every request its own.")
            seen.add(custom_id)
            line = _line(custom_id, body)
            if len(line) > max_bytes:
                raise UsageError(f"The request {custom_id!r} is too large for a batch.", "Shorten what is sent.")
            if file is None or counts[-1] >= max_requests or size + len(line) > max_bytes:
                if file is not None:
                    file.close()
                file = PartFiles(folder, len(counts)).requests.open("wb")
                counts.append(0)
                size = 0
            file.write(line)
            size += len(line)
            counts[-1] += 1
    finally:
        if file is not None:
            file.close()
    return counts


def read_requests(path: Path) -> Iterator[tuple[str, bytes]]:
    """The custom id and the line of each request in a file that was written here."""
    with path.open("rb") as file:
        for line in file:
            yield str(json.loads(line)["custom_id"]), line


def _line(custom_id: str, body: Mapping[str, Any]) -> bytes:
    request = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body}
    return dumps(request).encode("ascii") + b"\n"
