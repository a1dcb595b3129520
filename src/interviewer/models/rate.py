"""How often a server may be asked: so many requests in any minute, and a pause for everybody when it asks for one."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

WINDOW = 60.0
MARGIN = 1.0
"""Seconds by which our window is longer than the server's, for requests that are not equally long on their way."""


class RateLimit:
    """Lets at most `most` requests start in every `window` seconds, in the order they came; None is no limit.

    A window slides: a leaky bucket, as aiolimiter has it, would let up to twice as many through in the first one.
    `clock` counts seconds and never goes back. Belongs to one event loop.
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
        self._starts: deque[float] | None = None if most is None else deque(maxlen=most)
        self._held_until = float("-inf")
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Returns when the next request may be sent, which counts as sent."""
        async with self._turn:
            while (delay := self._delay()) > 0:
                await self._sleep(delay)
            if self._starts is not None:
                self._starts.append(self._clock())

    def hold(self, seconds: float) -> None:
        """Lets no request start for so many seconds; a longer hold stands."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _delay(self) -> float:
        """Seconds until a request may start."""
        earliest = self._held_until
        if self._starts is not None and len(self._starts) == self._starts.maxlen:
            earliest = max(earliest, self._starts[0] + self._window)
        return earliest - self._clock()
