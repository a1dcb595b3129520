"""The chat-completions protocol through LangChain: what its chat model leaves out of a stream, and the HTTP client
below it, which reads no endless body, follows no redirect, and reuses its connections.

Importing this loads langchain-openai, which takes a second; `clients.py` does so when a model is first used.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import Any

import httpx2
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import BadReplyError
from interviewer.models.reply import THOUGHTS
from interviewer.strict_json import dumps

# The longest body that is read, streams included. A reply of 4000 tokens is some 20 KB, streamed 1 MB.
MOST_BYTES = 8_000_000

CONNECT_SECONDS = 15.0
"""Until a connection is made. All other limits are set around the request, see `deadline.py`."""

_CONNECTIONS = 64
_KEPT_SECONDS = 30.0
_THOUGHTS = ("reasoning_content", "reasoning")  # as DeepSeek, vLLM and llama.cpp call it, and as OpenRouter does

SENT: ContextVar[Callable[[], None] | None] = ContextVar("sent", default=None)
"""Called when the request of this task goes out."""


class ProtocolChat(ChatOpenAI):
    """Preserves refusals and thoughts in the chunks of a stream."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices")
        if made is not None and choices:
            delta = choices[0]["delta"]
            thoughts = next((delta[name] for name in _THOUGHTS if isinstance(delta.get(name), str)), None)
            for name, value in (("refusal", delta.get("refusal")), (THOUGHTS, thoughts)):
                if value:
                    made.message.additional_kwargs[name] = value
        return made


def make_http_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """A client for `endpoint`.

    Proxies of the environment are used, except to this machine. Bodies are requested and accepted uncompressed, so that
    a few bytes cannot expand to more than `MOST_BYTES`. A whole reply where a stream was requested is read as a stream
    of one piece: it has been paid for.
    """

    async def tell(_: httpx2.Request) -> None:
        if (sent := SENT.get()) is not None:
            sent()

    async def bound(response: httpx2.Response) -> None:
        length = response.headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > MOST_BYTES:
            raise _too_long(endpoint)
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BadReplyError(f"{endpoint.place} sent a compressed reply, which was not requested.")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            body = _WholeAsEvents if _is_whole_for_stream(response) else _BoundedBody
            response.stream = body(response.stream, endpoint)

    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [tell], "response": [bound]},
        follow_redirects=False,
        limits=httpx2.Limits(
            max_connections=None, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=_KEPT_SECONDS
        ),
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
        trust_env=not endpoint.on_this_machine,
    )


def as_events(body: bytes) -> bytes:
    """A whole reply as the events of a stream; anything else is left as it is, for the reader to deal with."""
    try:
        whole = json.loads(body)
        for choice in whole["choices"]:
            message = choice.pop("message")
            calls = message.get("tool_calls") or ()
            choice["delta"] = {**message, "tool_calls": [{**call, "index": n} for n, call in enumerate(calls)]}
        events = dumps(whole)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        events = body.decode("utf-8", "replace").replace("\n", " ")
    return f"data: {events}\n\n".encode()


class _BoundedBody(httpx2.AsyncByteStream):
    """A body that raises BadReplyError beyond `MOST_BYTES`."""

    def __init__(self, body: httpx2.AsyncByteStream, endpoint: Endpoint) -> None:
        self._body = body
        self._endpoint = endpoint

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._body:
            read += len(part)
            if read > MOST_BYTES:
                raise _too_long(self._endpoint)
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()


class _WholeAsEvents(_BoundedBody):
    """A body that is a whole reply, as the events of a stream."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield as_events(b"".join([part async for part in super().__aiter__()]))


def _is_whole_for_stream(response: httpx2.Response) -> bool:
    """Whether a stream was requested and a JSON document came."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    asked = response.request.content.replace(b" ", b"")
    return response.status_code == httpx2.codes.OK and kind == "application/json" and b'"stream":true' in asked


def _too_long(endpoint: Endpoint) -> BadReplyError:
    return BadReplyError(
        f"{endpoint.place} sent more than {MOST_BYTES // 1_000_000} MB for one reply.", "Try another model."
    )
