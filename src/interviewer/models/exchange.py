"""One request to a server and its reply, in pieces if the server streams it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from interviewer.models import structured
from interviewer.models.capabilities import ServerCapabilities
from interviewer.models.chat import Call, Usage
from interviewer.models.clients import Clients, as_langchain
from interviewer.models.deadline import Deadline, SilenceLimits
from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import ModelUnreachableError
from interviewer.models.json_text import Thoughts
from interviewer.models.meter import Meter
from interviewer.models.reply import Reply, ReplyReader, check_length
from interviewer.models.secret import KeyFilter, without_key
from interviewer.models.tokens import estimated_input

Said = Callable[[str, int], None]
"""Called with each piece of a reply: the part that may be shown, and how many characters have come in all."""


@dataclass(frozen=True)
class Request:
    """What one HTTP request asks: a call, the shape of the reply if one is requested, and what the server can do."""

    call: Call
    shape: type[BaseModel] | None = None
    capabilities: ServerCapabilities = field(default_factory=ServerCapabilities)

    @property
    def as_sent(self) -> Call:
        """The call with what its messages have to say about the shape."""
        if self.shape is None:
            return self.call
        messages = structured.instructed(self.call.messages, self.shape, self.capabilities.mode)
        return replace(self.call, messages=messages)

    @property
    def input_tokens(self) -> int:
        """About how many tokens the server has to read, including a schema sent beside the messages."""
        return estimated_input(self.as_sent.messages, structured.beside(self.shape, self.capabilities.mode))


class Watch:
    """Observes a request: when it is sent, and what it used, even if its reply is cut short."""

    def __init__(self, sent: Callable[[], None]) -> None:
        self.sent = sent
        self.usage: Usage | None = None

    def count(self, usage: Usage) -> None:
        """Records what the request used."""
        self.usage = usage


class Exchange:
    """Sends requests to one endpoint. Belongs to the thread of one event loop."""

    def __init__(self, endpoint: Endpoint, clients: Clients, meter: Meter, silence: SilenceLimits) -> None:
        self._endpoint = endpoint
        self._clients = clients
        self._meter = meter
        self._silence = silence

    def prepare(self, request: Request) -> None:
        """Does the slow work before a request can be sent: the first one loads the libraries. Raises ModelError."""
        self._clients.runnable(request.call, request.capabilities, request.shape)

    async def send(self, request: Request, said: Said, watch: Watch, deadline: Deadline, ahead: int) -> Reply:
        """The reply to one request, reported to `watch`.

        `ahead` is how many other requests are at the server. Raises what libraries raise, TimedOutError, ModelError.
        """
        call, reader = request.as_sent, ReplyReader()
        self._clients.before_sending(watch.sent)
        thoughts, hide = Thoughts(), KeyFilter(self._endpoint.secrets)
        try:
            async for message in self._messages(request, call, reader, deadline, ahead):
                text = reader.take(message)
                check_length(reader.length, call.max_tokens)
                said(hide.feed(thoughts.feed(text)), reader.length)
        finally:
            if reader.tokens is not None:
                watch.count(self._meter.counted(*reader.tokens))
            elif reader.length:
                watch.count(self._meter.estimated(call.messages, reader.everything))
        said(hide.feed(thoughts.end()) + hide.end(), reader.length)
        reply = reader.reply()
        if request.shape is None:
            self._check_end(reply, call.max_tokens)
        return without_key(reply, self._endpoint.secrets)

    async def _messages(
        self, request: Request, call: Call, reader: ReplyReader, deadline: Deadline, ahead: int
    ) -> AsyncIterator[Any]:
        """The message that answers a request, in chunks if it is streamed; each has to arrive in time."""
        runnable, arguments = self._clients.runnable(call, request.capabilities, request.shape)
        messages, tokens = as_langchain(call.messages), request.input_tokens
        if not request.capabilities.streaming:
            async with deadline.silence(self._silence.before_whole(tokens, call.max_tokens, ahead=ahead)):
                message = await runnable.ainvoke(messages, **arguments)
            yield message
            return
        chunks: AsyncIterator[Any] = runnable.astream(messages, **arguments)
        async with aclosing(chunks):  # type: ignore[type-var]
            while True:
                first = self._silence.before_first(tokens, ahead=ahead)
                async with deadline.silence(self._silence.between_tokens if reader.length else first):
                    try:
                        chunk = await anext(chunks)
                    except StopAsyncIteration:
                        return
                yield chunk

    def _check_end(self, reply: Reply, max_tokens: int) -> None:
        """Raises where a reply ended before the model's last word."""
        if not reply.finish:
            raise ModelUnreachableError(f"{self._endpoint.place} stopped in the middle of the reply.", "Try again.")
        flaw = structured.cut_short(reply.finish, max_tokens)
        if flaw is not None:
            raise flaw.error
