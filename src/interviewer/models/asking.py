"""Requests to a chat model as coroutines: with time limits, retries, what the server can do, and a count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from interviewer.models import structured
from interviewer.models.capabilities import REFUSING_STATUSES, ServerCapabilities
from interviewer.models.chat import Call, Usage
from interviewer.models.clients import Clients, as_langchain
from interviewer.models.endpoint import Endpoint
from interviewer.models.errors import BadReplyError, ModelUnreachableError
from interviewer.models.failures import Failure, TimedOutError
from interviewer.models.json_text import Thoughts
from interviewer.models.meter import Meter
from interviewer.models.reply import Reply, check_length, finish_of, reply_of, text_of, tokens_of
from interviewer.models.retrying import Retries
from interviewer.models.secret import KeyFilter, without_key

Result = TypeVar("Result")

# Called before each HTTP request, on the event loop's thread, so it must not block. It may raise BudgetError, and may
# return what is called with the request's usage when that is known.
BeforeCall = Callable[[Call], Callable[[Usage], None] | None]


@dataclass
class Work:
    """One call under way: when it has to be over, by `clock` in seconds, and what its requests have taken so far."""

    end: float
    clock: Callable[[], float]
    used: Usage

    def left(self) -> float:
        """The seconds that are left."""
        return max(self.end - self.clock(), 0.0)


class Asking:
    """Makes the requests of one adapter. Belongs to the thread of one event loop."""

    def __init__(
        self, endpoint: Endpoint, clients: Clients, meter: Meter, retries: Retries, before_call: BeforeCall | None
    ) -> None:
        self._endpoint = endpoint
        self._clients = clients
        self._meter = meter
        self._retries = retries
        self._before_call = before_call
        self._capabilities = clients.first_capabilities

    async def whole(self, call: Call, shape: type[BaseModel], work: Work) -> tuple[Reply, ServerCapabilities]:
        """A whole reply, with the capabilities that it was had by. Raises ModelError."""

        async def attempt(capabilities: ServerCapabilities) -> Reply:
            return await self._ask(call, shape, capabilities, work)

        return await self._with_capabilities(attempt, work, lambda: True, structured=True)

    async def stream(self, call: Call, put: Callable[[str], None], work: Work) -> None:
        """Gives the pieces of a reply to `put` as they come; after the first, nothing is retried. Raises ModelError."""
        begun = False

        def pass_on(piece: str) -> None:
            nonlocal begun
            begun = True
            put(piece)

        async def attempt(capabilities: ServerCapabilities) -> None:
            await self._stream_once(call, capabilities, pass_on, work)

        await self._with_capabilities(attempt, work, lambda: not begun, structured=False)
        if not begun:
            raise BadReplyError("The model's reply is empty.", "Try again, or another model.")

    async def _with_capabilities(
        self,
        attempt: Callable[[ServerCapabilities], Awaitable[Result]],
        work: Work,
        may_repeat: Callable[[], bool],
        *,
        structured: bool,
    ) -> tuple[Result, ServerCapabilities]:
        """Makes attempts with ever fewer capabilities until one works; which ones did is remembered."""
        capabilities = self._capabilities
        while True:
            asked = capabilities
            outcome = await self._retries.run(lambda: attempt(asked), work.left, may_repeat)  # noqa: B023 - awaited here
            if not isinstance(outcome, Failure):
                self._capabilities = self._capabilities.meet(asked)
                return outcome, asked
            refused = outcome.status in REFUSING_STATUSES and may_repeat()
            fewer = asked.without(outcome.said, structured=structured) if refused else None
            if fewer is None:
                raise outcome.error.with_traceback(None)
            capabilities = fewer

    async def _ask(self, call: Call, shape: type[BaseModel], capabilities: ServerCapabilities, work: Work) -> Reply:
        """One request for a whole reply."""
        sent = replace(call, messages=structured.instructed(call.messages, shape, capabilities.mode))
        runnable, arguments = self._clients.runnable(sent, capabilities, shape)
        with self._metered(sent, work) as count:
            async with _within(min(self._retries.patience.for_attempt(sent), work.left())):
                message = await runnable.ainvoke(as_langchain(sent.messages), **arguments)
            reply, tokens = reply_of(message), tokens_of(message)
            said = text_of(message) or reply.text
            count(self._meter.counted(*tokens) if tokens else self._meter.estimated(sent.messages, said))
            check_length(len(said), call.max_tokens)
            return without_key(reply, self._endpoint.secrets)

    async def _stream_once(
        self, call: Call, capabilities: ServerCapabilities, put: Callable[[str], None], work: Work
    ) -> None:
        """One request for a stream."""
        runnable, arguments = self._clients.runnable(call, capabilities, None)
        thoughts, hide, finish = Thoughts(), KeyFilter(self._endpoint.secrets), ""
        with self._metered(call, work) as count, _counting(self._meter, call, count) as note:
            async for chunk in self._timed(runnable.astream(as_langchain(call.messages), **arguments), call, work):
                finish = finish_of(chunk) or finish
                check_length(note(text_of(chunk), tokens_of(chunk)), call.max_tokens)
                if piece := hide.feed(thoughts.feed(text_of(chunk))):
                    put(piece)
            if piece := hide.feed(thoughts.end()) + hide.end():
                put(piece)
        _check_end(finish, self._endpoint, call.max_tokens)

    async def _timed(self, chunks: AsyncIterator[Any], call: Call, work: Work) -> AsyncIterator[Any]:
        """`chunks`, each within its time: the first as a whole reply, the others after `between_pieces` at most."""
        seconds = self._retries.patience.for_attempt(call)
        async with aclosing(chunks):  # type: ignore[type-var]
            while True:
                async with _within(min(seconds, work.left())):
                    try:
                        chunk = await anext(chunks)
                    except StopAsyncIteration:
                        return
                yield chunk
                seconds = self._retries.patience.between_pieces

    @contextmanager
    def _metered(self, call: Call, work: Work) -> Iterator[Callable[[Usage], None]]:
        """Counts one request. One that tells no usage took nothing, unless it was left while the model worked."""
        settle = self._before_call(call) if self._before_call is not None else None
        usage: Usage | None = None

        def count(told: Usage) -> None:
            nonlocal usage
            usage = told

        try:
            yield count
        except (TimedOutError, asyncio.CancelledError):
            usage = usage or self._meter.estimated(call.messages, "")
            raise
        finally:
            usage = usage or Usage(calls=1)
            self._meter.add(usage)
            work.used += usage
            if settle is not None:
                settle(usage)


@contextmanager
def _counting(
    meter: Meter, call: Call, count: Callable[[Usage], None]
) -> Iterator[Callable[[str, tuple[int, int] | None], int]]:
    """Counts a stream, also one that breaks off. What it yields takes a piece with its tokens, and returns the length.

    Some servers count in the last piece, some in each with the sum so far: the greatest counts.
    """
    said: list[str] = []
    length = 0
    most = (0, 0)

    def note(text: str, tokens: tuple[int, int] | None) -> int:
        nonlocal length, most
        said.append(text)
        length += len(text)
        if tokens is not None:
            most = (max(most[0], tokens[0]), max(most[1], tokens[1]))
        return length

    try:
        yield note
    finally:
        if most != (0, 0):
            count(meter.counted(*most))
        elif length:
            count(meter.estimated(call.messages, "".join(said)))


@asynccontextmanager
async def _within(seconds: float) -> AsyncIterator[None]:
    """Raises TimedOutError where what is within takes longer."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise TimedOutError(seconds) from None


def _check_end(finish: str, endpoint: Endpoint, max_tokens: int) -> None:
    """Raises where a stream ended otherwise than with the model's last word."""
    if not finish:
        raise ModelUnreachableError(f"{endpoint.place} broke off in the middle of the reply.", "Try again.")
    flaw = structured.cut_short(finish, max_tokens)
    if flaw is not None:
        raise flaw.error
