"""What came of the requests of a batch, read from the files that the service gave."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from interviewer.models.batch.requests import read_requests
from interviewer.models.batch.state import Attempt, AttemptFiles
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
    """What came of one request: the reply's text, or else `failure`, a sentence that says why there is none.

    `retry` says whether the same request may be answered another time. `usage` counts all attempts.
    """

    custom_id: str
    text: str | None
    usage: Usage
    model: str = ""
    failure: str = ""
    retry: bool = False


@dataclass(frozen=True)
class _Where:
    """A line of a file that answers a request, and what earlier attempts at the request took."""

    path: Path
    offset: int
    answered: bool
    taken: Usage
    taken_before: Usage


def outcomes(
    all_files: list[AttemptFiles], attempts: tuple[Attempt, ...], price: Price = no_price
) -> Iterator[BatchReply]:
    """What came of each request of a part, exactly once and in the order they were given.

    An answer goes before a failure, a later failure before an earlier one. A request that the service says nothing of
    is a failure by the state of the last batch that it was in. Raises OSError.
    """
    index = _index(all_files, price)
    last: dict[str, tuple[int, int]] = {}
    for number, files in enumerate(all_files[1:], start=1):
        for line, (custom_id, _) in enumerate(read_requests(files.requests), start=1):
            last[custom_id] = (number, line)
    for line, (custom_id, _) in enumerate(read_requests(all_files[0].requests), start=1):
        number, at = last.get(custom_id, (0, line))
        where = index.get(custom_id)
        if where is None:
            yield _unanswered(custom_id, attempts[number], at)
            continue
        reply = _read_at(where, price)
        if reply is None:
            yield _unanswered(custom_id, attempts[number], at)
        else:
            yield replace(reply, usage=where.taken_before + reply.usage)


def read_reply(fields: object, price: Price = no_price) -> BatchReply | None:
    """What a line of an output or error file says of its request; None where it names none."""
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
        failure, retry = _refusal(error, status)
        return BatchReply(custom_id, None, usage, model, failure, retry)
    text, failure, retry = _content(body)
    return BatchReply(custom_id, text, usage, model, failure, retry)


def _index(all_files: list[AttemptFiles], price: Price) -> dict[str, _Where]:
    """Where the word that counts on each request stands."""
    index: dict[str, _Where] = {}
    unread = 0
    for files in all_files:
        for path in (files.errors, files.output):
            for offset, reply in _read_file(path, price):
                if reply is None:
                    unread += 1
                    continue
                before = index.get(reply.custom_id)
                index[reply.custom_id] = _better(before, path, offset, reply)
    if unread:
        _log.warning("%d lines of a batch's files in %s cannot be read", unread, all_files[0].folder)
    return index


def _better(before: _Where | None, path: Path, offset: int, reply: BatchReply) -> _Where:
    """What counts now that `reply` has come beside what there was."""
    answered = reply.text is not None
    if before is None:
        return _Where(path, offset, answered, reply.usage, Usage())
    total = before.taken + before.taken_before
    if before.answered:
        return before
    return _Where(path, offset, answered, reply.usage, total)


def _read_file(path: Path, price: Price) -> Iterator[tuple[int, BatchReply | None]]:
    """Each line's offset, and what it says; None where it says nothing."""
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield offset, _parse(line, price)
            offset += len(line)


def _read_at(where: _Where, price: Price) -> BatchReply | None:
    with where.path.open("rb") as file:
        file.seek(where.offset)
        return _parse(file.readline(), price)


def _parse(line: bytes, price: Price) -> BatchReply | None:
    try:
        return read_reply(json.loads(line), price)
    except (ValueError, RecursionError):
        return None


def _content(body: dict[str, Any]) -> tuple[str | None, str, bool]:
    """The reply's text, or why there is none and whether another try may help."""
    choices = body.get("choices")
    choice = _dict(choices[0]) if isinstance(choices, list) and choices else {}
    message = _dict(choice.get("message"))
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        return None, f"The model refused: {one_line(message['refusal'], _SHOWN)}", False
    if choice.get("finish_reason") == "length":
        return None, "The reply was cut off at the bound of its length.", False
    if choice.get("finish_reason") == "content_filter":
        return None, "The service's content filter held the reply back.", False
    text = message.get("content") or _arguments(message)
    if not isinstance(text, str) or not text.strip():
        return None, "The reply was empty.", True
    return text, "", False


def _arguments(message: dict[str, Any]) -> object:
    """The arguments of the first tool call, which are the reply where it was asked for as one."""
    calls = message.get("tool_calls")
    first = _dict(calls[0]) if isinstance(calls, list) and calls else {}
    return _dict(first.get("function")).get("arguments")


def _refusal(error: dict[str, Any], status: object) -> tuple[str, bool]:
    """The sentence for a request that was not answered, and whether it may be another time."""
    code, said = error.get("code"), error.get("message")
    detail = f": {one_line(said, _SHOWN)}" if isinstance(said, str) and said.strip() else "."
    if code == _EXPIRED:
        return "The batch expired before the request was answered.", True
    if code == _NO_QUOTA:
        return f"The account has no quota left{detail}", False
    if not isinstance(status, int) or not 100 <= status <= 599:
        return f"The service did not answer the request{detail}", True
    transient = status in (408, 409, 429) or status >= 500
    return f"The service answered with HTTP {status}{detail}", transient or status == 200


def _unanswered(custom_id: str, attempt: Attempt, line: int) -> BatchReply:
    """The failure of a request that no file tells of, which stands in `line` of its attempt's requests."""
    retry = attempt.may_retry
    if line in attempt.bad_lines:
        failure, retry = attempt.problem, False
    elif attempt.problem:
        failure = attempt.problem
    elif attempt.status == "expired":
        failure = "The batch expired before the request was answered."
    elif attempt.status == "cancelled":
        failure = "The batch was cancelled before the request was answered."
    elif attempt.collected:
        failure = "The batch ended without an answer to the request."
    else:
        failure = "The batch has not ended yet."
    return BatchReply(custom_id, None, Usage(), failure=failure, retry=retry)


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
