"""Sends requests to one server: each under the same budget, rate, deadline and retries, and asking for what the server
was found to take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from interviewer.models import structured
from interviewer.models.budget import Budget, Meter
from interviewer.models.capabilities import SERVER_ERROR, ServerCapabilities
from interviewer.models.chat import Call, Usage
from interviewer.models.clients import Clients, as_langchain, first_capabilities
from interviewer.models.deadline import Deadline, SilenceLimits
from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import ModelError, ModelUnreachableError, RequestRefusedError
from interviewer.models.failures import Failure, TimedOutError, explain
from interviewer.models.json_text import Thoughts
from interviewer.models.rate import RateLimit
from interviewer.models.reply import Reply, ReplyReader, check_length
from interviewer.models.retry import RetryPolicy
from interviewer.models.secret import KeyFilter, without_key
from interviewer.models.tokens import TokenMargin, estimated_input

Said = Callable[[str, int], None]
"""Called with each piece of a reply: the part that may be shown, and how many characters have come in all."""


@dataclass(frozen=True)
class Request:
    """What one HTTP request asks: a call, the shape of the reply if one is requested, and what the server can do."""

    call: Call
    shape: type[BaseModel] | None = None
    capabilities: ServerCapabilities = field(default_factory=ServerCapabilities)

    @cached_property
    def as_sent(self) -> Call:
        """The call with what its messages have to say about the shape."""
        if self.shape is None:
            return self.call
        messages = structured.instructed(self.call.messages, self.shape, self.capabilities.mode)
        return replace(self.call, messages=messages)

    @cached_property
    def input_tokens(self) -> int:
        """About how many tokens the server has to read, including a schema sent beside the messages."""
        return estimated_input(self.as_sent.messages, structured.beside(self.shape, self.capabilities.mode))


class RequestExecutor:
    """Makes the requests of one chat model, and finds out what its server can do. Belongs to one event loop."""

    def __init__(
        self,
        endpoint: Endpoint,
        clients: Clients,
        budget: Budget,
        rate: RateLimit,
        retry: RetryPolicy,
        silence: SilenceLimits,
        sleep: Callable[[float], Awaitable[None]],
        draw: Callable[[], float],
    ) -> None:
        self._endpoint = endpoint
        self._clients = clients
        self._capabilities = first_capabilities(endpoint)
        self._shape_worked = False
        self._budget = budget
        self._rate = rate
        self._retry = retry
        self._silence = silence
        self._sleep = sleep
        self._draw = draw
        self._margin = TokenMargin()
        self._under_way = 0

    async def reply(self, request: Request, said: Said, deadline: Deadline, meter: Meter) -> tuple[Reply, Request]:
        """The reply to `request`, and the request that got it, which may ask for less. Raises ModelError.

        `request.capabilities` do not matter: what is known of the server decides what is asked for. Nothing is sent
        again after a piece that may be shown, or once a request has run out of time.
        """
        request = replace(request, capabilities=self._capabilities)
        shown = False

        def tell(piece: str, characters: int) -> None:
            nonlocal shown
            shown = shown or (bool(piece) and request.shape is None)
            said(piece, characters)

        retry = 0
        refused: ModelError | None = None  # the first refusal that does not say whether the shape is the reason
        while True:
            try:
                reply = await self._send(request, tell, deadline, meter)
            except Exception as error:  # noqa: BLE001 - libraries raise all sorts of things; each is explained
                failure = explain(error, self._endpoint)
            else:
                self._remember(request)
                return reply, request
            fewer, vague = self._fewer(request, failure)
            if fewer is not None and not shown:
                refused = refused or (failure.error if vague else None)
                request = replace(request, capabilities=fewer)
                continue
            if isinstance(failure.error, RequestRefusedError):
                raise (refused or failure.error).with_traceback(None)
            pause = self._retry.pause(failure, retry, left=deadline.left(), draw=self._draw())
            if pause is None or shown:
                raise failure.error.with_traceback(None)
            if failure.wait:
                self._rate.hold(failure.wait)
            await self._sleep(pause)
            retry += 1
            if failure.status == SERVER_ERROR and retry > 1 and self._may_do_without_shape(request):
                request = replace(request, capabilities=request.capabilities.simpler())

    def _fewer(self, request: Request, failure: Failure) -> tuple[ServerCapabilities | None, bool]:
        """What is left to ask for after a failure, None where it is about something else; and whether it is a guess
        that the way of asking for a shape is what was refused."""
        shaped, capabilities = request.shape is not None, request.capabilities
        fewer = capabilities.without(failure.status, failure.said, structured=shaped)
        if fewer is None and self._may_do_without_shape(request):
            return capabilities.after_vague(failure.status, failure.said), True
        return fewer, False

    def _may_do_without_shape(self, request: Request) -> bool:
        """Whether this way of asking for a shape is not known to work, as another may be by now."""
        known = self._shape_worked and request.capabilities.modes == self._capabilities.modes
        return request.shape is not None and not known

    def _remember(self, request: Request) -> None:
        self._capabilities = self._capabilities.meet(request.capabilities)
        self._shape_worked = self._shape_worked or request.shape is not None

    async def _send(self, request: Request, said: Said, deadline: Deadline, meter: Meter) -> Reply:
        """Sends one HTTP request as soon as it may be sent, and counts it when it is over.

        One without a reply used nothing, unless it was abandoned while the model worked: then the budget counts the
        most that it may have used.
        """
        expected = request.input_tokens
        with deadline.paused():
            self._runnable(request)  # the first one loads the libraries, which takes seconds
            reservation = await self._budget.reserve(self._margin.most(expected), request.call.max_tokens, meter.price)
            try:
                sent = await self._rate.turn()
            except BaseException:
                self._budget.settle(reservation, Usage())
                raise
        self._clients.before_sending(sent)
        reader, abandoned = ReplyReader(), False
        self._under_way += 1
        try:
            return await self._receive(request, reader, said, deadline)
        except (TimedOutError, asyncio.CancelledError):
            abandoned = True
            raise
        finally:
            self._under_way -= 1
            sent()
            usage = Usage(calls=1)
            if reader.tokens is not None:
                usage = meter.counted(*reader.tokens)
                self._margin.learn(expected, usage.input_tokens)
            elif reader.length or abandoned:
                usage = meter.estimated(request.as_sent.messages, reader.everything)
            meter.add(usage)
            self._budget.settle(reservation, None if abandoned else usage)

    async def _receive(self, request: Request, reader: ReplyReader, said: Said, deadline: Deadline) -> Reply:
        """The reply to a request, without keys. Raises what libraries raise, TimedOutError, ModelError."""
        max_tokens, secrets = request.call.max_tokens, self._endpoint.secrets
        thoughts, hide = Thoughts(), KeyFilter(secrets)
        async for message in self._messages(request, reader, deadline):
            text = reader.take(message)
            check_length(reader.length, max_tokens)
            said(hide.feed(thoughts.feed(text)), reader.length)
        said(hide.feed(thoughts.end()) + hide.end(), reader.length)
        reply = reader.reply()
        if request.shape is None:
            self._check_end(reply, max_tokens)
        return without_key(reply, secrets)

    async def _messages(self, request: Request, reader: ReplyReader, deadline: Deadline) -> AsyncIterator[Any]:
        """The message that answers a request, in chunks if it is streamed; each has to arrive in time."""
        runnable, arguments = self._runnable(request)
        messages, tokens, ahead = as_langchain(request.as_sent.messages), request.input_tokens, self._under_way - 1
        if not request.capabilities.streaming:
            async with deadline.silence(self._silence.before_whole(tokens, request.call.max_tokens, ahead=ahead)):
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

    def _runnable(self, request: Request) -> Any:
        return self._clients.runnable(request.call, request.capabilities, request.shape)

    def _check_end(self, reply: Reply, max_tokens: int) -> None:
        """Raises where a reply ended before the model's last word."""
        if not reply.finish:
            raise ModelUnreachableError(f"{self._endpoint.place} stopped in the middle of the reply.", "Try again.")
        flaw = structured.cut_short(reply.finish, max_tokens)
        if flaw is not None:
            raise flaw.error
