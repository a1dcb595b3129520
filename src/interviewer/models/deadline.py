"""How long a call may take in all, and how long its server may be silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from interviewer.models.failures import TimedOutError


@dataclass(frozen=True)
class SilenceLimits:
    """Seconds that a server may stay silent.

    Before its first word `base`, plus `per_prompt_token` for what it has to read; if the reply comes whole, plus
    `per_output_token`; between two words `between_tokens`. A server that works on one request at a time (`queues`) is
    also given the time for each request ahead.
    """

    base: float
    per_prompt_token: float
    per_output_token: float
    between_tokens: float
    queues: bool = False

    def before_first(self, prompt_tokens: int, *, ahead: int = 0) -> float:
        """Seconds until the first word of a streamed reply, with `ahead` other requests before it."""
        return (self.base + self.per_prompt_token * prompt_tokens) * (1 + ahead if self.queues else 1)

    def before_whole(self, prompt_tokens: int, max_tokens: int, *, ahead: int = 0) -> float:
        """Seconds until a reply that comes whole."""
        one = self.before_first(prompt_tokens) + self.per_output_token * max_tokens
        return one * (1 + ahead if self.queues else 1)


LOCAL = SilenceLimits(120.0, 1 / 10, 1 / 4, 120.0, queues=True)
"""For the user's own server: an 8B model on a laptop's processor reads some 15 to 30 tokens a second and writes some 4
to 8; before that it may have to load its weights."""

HOSTED = SilenceLimits(240.0, 1 / 100, 1 / 25, 60.0)
"""For a service: a model that reasons unseen may be silent for minutes before its first word."""


class Deadline:
    """When a call has to be over, by `clock` in seconds. Time spent waiting for its turn does not count."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """The seconds that are left."""
        return max(self._end - self._clock(), 0.0)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Postpones the end by the time that the block takes."""
        began = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - began

    @asynccontextmanager
    async def silence(self, seconds: float) -> AsyncIterator[None]:
        """Raises TimedOutError where the block takes longer than `seconds`, or than the call has left."""
        left = self.left()
        try:
            async with asyncio.timeout(min(seconds, left)):
                yield
        except TimeoutError:
            silent = seconds < left
            raise TimedOutError(seconds if silent else self.seconds, silent=silent) from None
