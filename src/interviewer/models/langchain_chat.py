"""A chat model through LangChain: the requests run in an event loop, callers wait in any thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import queue
import random
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from interviewer.models import structured
from interviewer.models.budget import Budget, Meter
from interviewer.models.chat import Call, Shape, Structured, Usage
from interviewer.models.clients import Clients
from interviewer.models.deadline import HOSTED, LOCAL, Deadline, SilenceLimits
from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import BadReplyError, CallCancelledError, ModelError
from interviewer.models.executor import Request, RequestExecutor, Said
from interviewer.models.loop import LoopThread
from interviewer.models.prices import Price, no_price
from interviewer.models.rate import RateLimit
from interviewer.models.retry import RetryPolicy

Result = TypeVar("Result")


class LangChainChat:
    """A ChatModel over any provider that LangChain's `init_chat_model` knows.

    Nothing is imported, connected or started before the first call. Models that share a `budget` or a `rate` must share
    the `loop` too. `clock` counts seconds, `sleep` waits for the next retry, `draw` is uniform in 0..1.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        price: Price = no_price,
        budget: Budget | None = None,
        rate: RateLimit | None = None,
        loop: LoopThread | None = None,
        retry: RetryPolicy | None = None,
        silence: SilenceLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._name = endpoint.name
        self._clock = clock
        self._meter = Meter(price)
        self._clients = Clients(endpoint)
        self._executor = RequestExecutor(
            endpoint,
            self._clients,
            budget or Budget(),
            rate or RateLimit(None, clock=clock, sleep=sleep),
            retry or RetryPolicy(),
            silence or silence_limits(endpoint),
            sleep,
            draw,
        )
        self._loop = loop or LoopThread(f"chat {endpoint.name}")

    @property
    def name(self) -> str:
        """The model as it was configured."""
        return self._name

    def spent(self) -> Usage:
        """What all calls have used so far. Failed ones count with what the server reported, or the text they sent."""
        return self._meter.spent()

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """A reply of the requested shape; see ChatModel. An unusable one is requested once more."""
        pieces = self._run(call, lambda said: self._structured(call, shape, said))
        while True:
            try:
                next(pieces)
            except StopIteration as over:
                found: Structured[Shape] = over.value
                return found

    def stream(self, call: Call) -> Iterator[str]:
        """The reply in pieces, without the thoughts that some models begin with; see ChatModel."""
        begun = False
        with closing(self._run(call, lambda said: self._stream(call, said))) as pieces:
            for piece in pieces:
                begun = True
                yield piece
        if not begun:
            raise BadReplyError("The model's reply is empty.", "Try again, or another model.")

    def close(self) -> None:
        """Cancels what runs in the loop and closes the connections; a later call reopens them."""
        self._loop.close(self.disconnect())

    async def disconnect(self) -> None:
        """Closes the connections; to be run in the loop."""
        await self._clients.close()

    def _run(self, call: Call, work: Callable[[Said], Awaitable[Result]]) -> Generator[str, None, Result]:
        """The pieces that `work` reports, as they come, and then its result. Leaving it cancels the work."""
        if call.cancel.is_set:
            raise _cancelled()
        came: queue.SimpleQueue[tuple[str, int] | None] = queue.SimpleQueue()
        future = self._loop.submit(_untraced(lambda: work(lambda piece, characters: came.put((piece, characters)))))
        future.add_done_callback(lambda _: came.put(None))
        stop = call.cancel.listen(lambda: _call_off(future))
        try:
            while (arrived := came.get()) is not None and not future.cancelled():
                piece, characters = arrived
                if characters:
                    call.cancel.received(characters)
                if piece:
                    yield piece
            if not future.cancelled():
                return future.result()
        finally:
            stop()
            future.cancel()
        raise _cancelled()

    async def _structured(self, call: Call, shape: type[Shape], said: Said) -> Structured[Shape]:
        """A reply of a shape; a flawed one is requested once more, within the same time."""
        meter = self._meter.part()
        try:
            return await self._shaped(call, shape, said, meter)
        except ModelError as error:
            failed = error.having_used(meter.spent())
        raise failed  # out of the clause: an error of a library, with the key, must not be its context

    async def _shaped(self, call: Call, shape: type[Shape], said: Said, meter: Meter) -> Structured[Shape]:
        deadline = Deadline(call.seconds, self._clock)
        request = Request(call, shape)
        reply, had = await self._executor.reply(request, said, deadline, meter)
        value = structured.read(reply, shape, call.max_tokens)
        if isinstance(value, structured.Flaw) and value.again:
            again = replace(call, messages=(*call.messages, *structured.asked_again(reply, value, shape)))
            reply, had = await self._executor.reply(Request(again, shape), said, deadline, meter)
            value = structured.read(reply, shape, call.max_tokens)
        if isinstance(value, structured.Flaw):
            raise value.error
        return Structured(value, meter.spent(), self.name, had.capabilities.mode.value)

    async def _stream(self, call: Call, said: Said) -> None:
        await self._executor.reply(Request(call), said, Deadline(call.seconds, self._clock), self._meter.part())


def silence_limits(endpoint: Endpoint) -> SilenceLimits:
    """How long a server may be silent: the user's own longer than a service."""
    return LOCAL if endpoint.is_local else HOSTED


async def _untraced(work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `work`, none of which goes to LangSmith, whatever the environment says."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return await work()


def _call_off(future: concurrent.futures.Future[Result]) -> None:
    future.cancel()


def _cancelled() -> CallCancelledError:
    return CallCancelledError("The call was cancelled.")
