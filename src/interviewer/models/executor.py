"""Puts every HTTP request under the same limits: budget, rate, deadline and retries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from interviewer.models.budget import Budget
from interviewer.models.capabilities import SERVER_ERROR, ServerCapabilities
from interviewer.models.chat import Usage
from interviewer.models.deadline import Deadline
from interviewer.models.exchange import Exchange, Request, Said, Watch
from interviewer.models.failures import Failure, TimedOutError
from interviewer.models.meter import Meter
from interviewer.models.rate import RateLimit
from interviewer.models.reply import Reply
from interviewer.models.retry import RetryPolicy
from interviewer.models.tokens import TokenMargin


class RequestExecutor:
    """Makes the requests of one chat model, and finds out what its server can do. Belongs to one event loop."""

    def __init__(
        self,
        exchange: Exchange,
        capabilities: ServerCapabilities,
        budget: Budget,
        rate: RateLimit,
        retry: RetryPolicy,
        explain: Callable[[BaseException], Failure],
        sleep: Callable[[float], Awaitable[None]],
        draw: Callable[[], float],
    ) -> None:
        self._exchange = exchange
        self._capabilities = capabilities
        self._shape_worked = False
        self._budget = budget
        self._rate = rate
        self._retry = retry
        self._explain = explain
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
        while True:
            try:
                reply = await self._send(request, tell, deadline, meter)
            except Exception as error:  # noqa: BLE001 - libraries raise all sorts of things; each is explained
                failure = self._explain(error)
            else:
                self._remember(request)
                return reply, request
            structured = request.shape is not None
            fewer = request.capabilities.without(failure.status, failure.said, structured=structured)
            if fewer is not None and not shown:
                request = replace(request, capabilities=fewer)
                continue
            pause = self._retry.pause(failure, retry, left=deadline.left(), draw=self._draw())
            if pause is None or shown:
                raise failure.error.with_traceback(None)
            if failure.wait:
                self._rate.hold(failure.wait)
            await self._sleep(pause)
            retry += 1
            if failure.status == SERVER_ERROR and retry > 1 and structured and not self._shape_worked:
                request = replace(request, capabilities=request.capabilities.simpler())

    def _remember(self, request: Request) -> None:
        self._capabilities = self._capabilities.meet(request.capabilities)
        self._shape_worked = self._shape_worked or request.shape is not None

    async def _send(self, request: Request, said: Said, deadline: Deadline, meter: Meter) -> Reply:
        """One HTTP request."""
        async with self._admitted(request, deadline, meter) as watch:
            return await self._exchange.send(request, said, watch, deadline, self._under_way - 1)

    @asynccontextmanager
    async def _admitted(self, request: Request, deadline: Deadline, meter: Meter) -> AsyncIterator[Watch]:
        """Waits until a request may be sent, and counts it when it is over.

        One that reports no usage used nothing, unless it was abandoned while the model worked: then the budget counts
        the most that it may have used.
        """
        expected = request.input_tokens
        with deadline.paused():
            self._exchange.prepare(request)
            reservation = await self._budget.reserve(self._margin.most(expected), request.call.max_tokens, meter.price)
            try:
                watch = Watch(await self._rate.turn())
            except BaseException:
                self._budget.settle(reservation, Usage())
                raise
        left = False
        self._under_way += 1
        try:
            yield watch
        except (TimedOutError, asyncio.CancelledError):
            left = True
            watch.usage = watch.usage or meter.estimated(request.call.messages, "")
            raise
        finally:
            self._under_way -= 1
            watch.sent()
            usage = watch.usage or Usage(calls=1)
            if not usage.estimated and usage.input_tokens:
                self._margin.learn(expected, usage.input_tokens)
            meter.add(usage)
            self._budget.settle(reservation, None if left else usage)
