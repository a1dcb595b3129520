"""A chat model through LangChain: the requests run in an event loop of their own, callers wait in any thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import queue
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from interviewer.models import structured
from interviewer.models.asking import Asking, BeforeCall, Work
from interviewer.models.chat import Call, Shape, Structured, Usage
from interviewer.models.clients import Clients
from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import CallCancelledError
from interviewer.models.failures import explain
from interviewer.models.loop import LoopThread
from interviewer.models.meter import Meter
from interviewer.models.prices import Price
from interviewer.models.retrying import Patience, Retries

Result = TypeVar("Result")


class LangChainChat:
    """A ChatModel over any provider that LangChain's `init_chat_model` knows.

    Nothing is imported, connected or started before the first call. `clock` counts seconds, `sleep` waits for the
    next retry, `draw` is uniform in 0..1.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        price: Price | None = None,
        before_call: BeforeCall | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        retries = Retries(patience or Patience(), sleep, draw, lambda error: explain(error, endpoint))
        self._name = endpoint.name
        self._clock = clock
        self._meter = Meter(price)
        self._clients = Clients(endpoint)
        self._asking = Asking(endpoint, self._clients, self._meter, retries, before_call)
        self._loop = LoopThread(f"chat {endpoint.name}")

    @property
    def name(self) -> str:
        """The model as it was configured."""
        return self._name

    def spent(self) -> Usage:
        """What all calls have taken so far. Failed ones count with what the server told, or the text they sent."""
        return self._meter.spent()

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """A reply of the shape asked for; see ChatModel. One that is none is asked for once more."""
        if call.cancel.is_set:
            raise _cancelled()
        future = self._loop.submit(_untraced(lambda: self._structured(call, shape)))
        stop = call.cancel.listen(lambda: _call_off(future))
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            pass
        finally:
            stop()
            future.cancel()
        raise _cancelled()

    def stream(self, call: Call) -> Iterator[str]:
        """The reply in pieces, without the thoughts that some models begin with; see ChatModel."""
        if call.cancel.is_set:
            raise _cancelled()
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        future = self._loop.submit(_untraced(lambda: self._asking.stream(call, pieces.put, self._work(call))))
        future.add_done_callback(lambda _: pieces.put(None))
        stop = call.cancel.listen(lambda: _call_off(future))
        try:
            while (piece := pieces.get()) is not None and not future.cancelled():
                yield piece
            finished = not future.cancelled()
            if finished:
                future.result()
        finally:
            stop()
            future.cancel()
        if not finished:
            raise _cancelled()

    def close(self) -> None:
        """Calls off what runs and closes the connections. A later call opens them again."""
        self._loop.close(self._clients.close())

    async def _structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        work = self._work(call)
        reply, capabilities = await self._asking.whole(call, shape, work)
        value = structured.read(reply, shape, call.max_tokens)
        if isinstance(value, structured.Flaw) and value.again:
            again = replace(call, messages=(*call.messages, *structured.asked_again(reply, value, shape)))
            reply, capabilities = await self._asking.whole(again, shape, work)
            value = structured.read(reply, shape, call.max_tokens)
        if isinstance(value, structured.Flaw):
            raise value.error
        return Structured(value, work.used, self.name, capabilities.mode.value)

    def _work(self, call: Call) -> Work:
        return Work(self._clock() + call.seconds, self._clock, Usage())


async def _untraced(work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `work`, of which nothing goes to LangSmith, whatever the environment says."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return await work()


def _call_off(future: concurrent.futures.Future[Result]) -> None:
    future.cancel()


def _cancelled() -> CallCancelledError:
    return CallCancelledError("The call was called off.")
