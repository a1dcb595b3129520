"""Files of requests, as the Batch API takes them: one JSON object per line, a limited number per file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from interviewer.errors import UsageError
from interviewer.models.batch.state import PartFiles
from interviewer.strict_json import dumps

ENDPOINT: Final = "/v1/chat/completions"
# The service's limits for a file (https://platform.openai.com/docs/guides/batch).
MAX_REQUESTS = 50_000
MAX_BYTES = 200_000_000


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
