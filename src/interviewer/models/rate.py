"""How often a server may be called: so many requests in any minute, and a pause for all when it asks for one."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

WINDOW = 60.0
MARGIN = 2.0
"""Seconds by which our window is longer than the server's, as requests take different times to reach it."""


class RateLimit:
    """Lets at most `most` requests start in every `window` seconds, in the order they arrive; None is no limit.

    The window slides: a leaky bucket, as in aiolimiter, would let up to twice as many through in the first one.
    `clock` counts seconds and never goes back. Belongs to one event loop at a time.
    """

    def __init__(
        self,
        most: int | None,
        *,
        window: float = WINDOW + MARGIN,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._window = window
        self._clock = clock
        self._sleep = sleep
        self._most = most
        self._starts: deque[float] = deque(maxlen=most or 1)
        self._unsent = 0
        self._held_until = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = asyncio.Lock()

    async def turn(self) -> Callable[[], None]:
        """Returns when the next request may be sent. The returned function must be called when it is sent; calling it
        again changes nothing."""
        async with self._queue():
            while (delay := self._delay()) > 0:
                await self._sleep(delay)
            self._unsent += 1
        told = False

        def sent() -> None:
            nonlocal told
            if not told:
                told = True
                self._unsent -= 1
                self._starts.append(self._clock())

        return sent

    def hold(self, seconds: float) -> None:
        """Lets no request start for so many seconds; a longer hold stays in force."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @property
    def held(self) -> float:
        """Seconds for which a server's wait still holds every request; 0 where none does. For any thread."""
        return max(0.0, self._held_until - self._clock())

    def _queue(self) -> asyncio.Lock:
        """The lock that requests wait for, in the order they arrive: one for each loop, as asyncio demands."""
        running = asyncio.get_running_loop()
        if self._loop is not running:
            self._loop, self._waiting = running, asyncio.Lock()
        return self._waiting

    def _delay(self) -> float:
        """Seconds until a request may start."""
        now = self._clock()
        delay = self._held_until - now
        if self._most is None:
            return delay
        before = len(self._starts) + self._unsent - self._most
        if before < 0:
            return delay
        in_the_way = self._starts[before] if before < len(self._starts) else now
        return max(delay, in_the_way + self._window - now)
