"""The outcomes of a batch's requests, read from the files that the service returned."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.models.batch.requests import read_requests
from interviewer.models.batch.state import Part, PartFiles
from interviewer.models.chat import Usage
from interviewer.models.prices import Price, no_price
from interviewer.models.reply import token_count
from interviewer.text import one_line

_SHOWN = 200
_NO_QUOTA = "insufficient_quota"
_EXPIRED = "batch_expired"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchReply:
    """The outcome of one request: the reply's text, or else `failure`, a sentence that says why there is none."""

    custom_id: str
    text: str | None
    usage: Usage
    model: str = ""
    failure: str = ""


def outcomes(files: PartFiles, part: Part, price: Price = no_price) -> Iterator[BatchReply]:
    """The outcome of each request of a part, exactly once and in the order given.

    An answer takes precedence over a failure. A request that the service does not mention is a failure, explained by
    the state of the batch.
    Raises OSError.
    """
    index = _index(files, price)
    for custom_id, _ in read_requests(files.requests):
        reply = _read_at(*index[custom_id], price) if custom_id in index else None
        yield reply or _unanswered(custom_id, part)


def read_reply(fields: object, price: Price = no_price) -> BatchReply | None:
    """What a line of an output or error file says about its request; None if it names none."""
    if not isinstance(fields, dict) or not isinstance(fields.get("custom_id"), str):
        return None
    custom_id = fields["custom_id"]
    response = _dict(fields.get("response"))
    body = _dict(response.get("body"))
    usage = _usage(body, price)
    model = body["model"] if isinstance(body.get("model"), str) else ""
    error = _dict(fields.get("error")) or _dict(body.get("error"))
    status = response.get("status_code")
    if error or status != 200:
        return BatchReply(custom_id, None, usage, model, _refusal(error, status))
    text, failure = _content(body)
    return BatchReply(custom_id, text, usage, model, failure)


def _index(files: PartFiles, price: Price) -> dict[str, tuple[Path, int]]:
    """Where the decisive line on each request is: the file, and the line's offset."""
    index: dict[str, tuple[Path, int]] = {}
    answered: set[str] = set()
    unread = 0
    for path in (files.errors, files.output):
        for offset, reply in _read_file(path, price):
            if reply is None:
                unread += 1
            elif reply.custom_id not in answered:
                index[reply.custom_id] = (path, offset)
                if reply.text is not None:
                    answered.add(reply.custom_id)
    if unread:
        _log.warning("%d lines of a batch's files in %s cannot be read", unread, files.folder)
    return index


def _read_file(path: Path, price: Price) -> Iterator[tuple[int, BatchReply | None]]:
    """Each line's offset, and what it says; None if nothing."""
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield offset, _parse(line, price)
            offset += len(line)


def _read_at(path: Path, offset: int, price: Price) -> BatchReply | None:
    with path.open("rb") as file:
        file.seek(offset)
        return _parse(file.readline(), price)


def _parse(line: bytes, price: Price) -> BatchReply | None:
    try:
        return read_reply(json.loads(line), price)
    except (ValueError, RecursionError):
        return None


def _content(body: dict[str, Any]) -> tuple[str | None, str]:
    """The reply's text, or why there is none."""
    choices = body.get("choices")
    choice = _dict(choices[0]) if isinstance(choices, list) and choices else {}
    message = _dict(choice.get("message"))
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        return None, f"The model refused: {one_line(message['refusal'], _SHOWN)}"
    if choice.get("finish_reason") == "length":
        return None, "The reply was cut off at its length limit."
    if choice.get("finish_reason") == "content_filter":
        return None, "The service's content filter blocked the reply."
    text = message.get("content") or _arguments(message)
    if not isinstance(text, str) or not text.strip():
        return None, "The reply was empty."
    return text, ""


def _arguments(message: dict[str, Any]) -> object:
    """The arguments of the first tool call, which are the reply if it was requested as one."""
    calls = message.get("tool_calls")
    first = _dict(calls[0]) if isinstance(calls, list) and calls else {}
    return _dict(first.get("function")).get("arguments")


def _refusal(error: dict[str, Any], status: object) -> str:
    """The sentence for a request that was not answered."""
    code, said = error.get("code"), error.get("message")
    detail = f": {one_line(said, _SHOWN)}" if isinstance(said, str) and said.strip() else "."
    if code == _EXPIRED:
        return "The batch expired before the request was answered."
    if code == _NO_QUOTA:
        return f"The account has no quota left{detail}"
    if not isinstance(status, int) or not 100 <= status <= 599:
        return f"The service did not answer the request{detail}"
    return f"The service answered with HTTP {status}{detail}"


def _unanswered(custom_id: str, part: Part) -> BatchReply:
    """The failure of a request that no file mentions."""
    if part.problem:
        failure = part.problem
    elif part.status == "expired":
        failure = "The batch expired before the request was answered."
    elif part.status == "cancelled":
        failure = "The batch was cancelled before the request was answered."
    elif part.collected:
        failure = "The batch ended without an answer to the request."
    else:
        failure = "The batch has not ended yet."
    return BatchReply(custom_id, None, Usage(), failure=failure)


def _usage(body: dict[str, Any], price: Price) -> Usage:
    counted = _dict(body.get("usage"))
    if not counted:
        return Usage()
    given, taken = token_count(counted.get("prompt_tokens", 0)), token_count(counted.get("completion_tokens", 0))
    if given is None or taken is None:
        return Usage(calls=1, cost=None)
    return Usage(given, taken, 1, price(given, taken))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
