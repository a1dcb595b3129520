"""The HTTP client below LangChain: it reads no endless body, follows no redirect, and keeps its connections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import BadReplyError

if TYPE_CHECKING:
    import httpx2

# The longest body that is read, streams included. A reply of 4000 tokens is some 20 KB, streamed 1 MB.
MOST_BYTES = 8_000_000

_CONNECTIONS = 64
_KEPT_SECONDS = 30.0


def make_http_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """A client for `endpoint`.

    Proxies of the environment are used, except to this machine. Bodies are asked for and taken uncompressed, so that
    a few bytes cannot unfold into more than `MOST_BYTES`. Timeouts are the caller's.
    """
    import httpx2

    class BoundedStream(httpx2.AsyncByteStream):
        """A body that raises BadReplyError beyond `MOST_BYTES`."""

        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for part in self._stream:
                read += len(part)
                if read > MOST_BYTES:
                    raise _too_long(endpoint)
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: httpx2.Response) -> None:
        length = response.headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > MOST_BYTES:
            raise _too_long(endpoint)
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BadReplyError(f"{endpoint.place} sent a compressed reply, which was not asked for.")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = BoundedStream(response.stream)

    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
        follow_redirects=False,
        limits=httpx2.Limits(
            max_connections=None, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=_KEPT_SECONDS
        ),
        timeout=None,
        trust_env=not endpoint.on_this_machine,
    )


def _too_long(endpoint: Endpoint) -> BadReplyError:
    return BadReplyError(
        f"{endpoint.place} sent more than {MOST_BYTES // 1_000_000} MB for one reply.", "Try another model."
    )
