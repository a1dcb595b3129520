"""How long an attempt may take, and when it is made again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from interviewer.models.chat import Call
from interviewer.models.failures import Failure

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """Seconds that an attempt may take, growing with its work, and the retries after it.

    `between_pieces` bounds the silence in a stream that has begun. Pauses grow exponentially from `first_pause` to at
    most `longest_pause`, with full jitter: a random part of each is waited.
    """

    base: float = 20.0
    per_1000_characters: float = 1.0
    per_50_tokens: float = 1.0
    between_pieces: float = 30.0
    retries: int = 3
    first_pause: float = 0.5
    longest_pause: float = 8.0

    def for_attempt(self, call: Call) -> float:
        """Seconds that one attempt at `call` may take."""
        characters = sum(len(message.text) for message in call.messages)
        return self.base + self.per_1000_characters * characters / 1000 + self.per_50_tokens * call.max_tokens / 50

    def pause(self, retry: int, draw: float) -> float:
        """Seconds before retry number `retry` (from 0), where `draw` is uniform in 0..1."""
        return float(draw * min(self.longest_pause, self.first_pause * 2**retry))


@dataclass(frozen=True)
class Retries:
    """Makes attempts until one works, or none can any more."""

    patience: Patience
    sleep: Callable[[float], Awaitable[None]]
    draw: Callable[[], float]
    explain: Callable[[Exception], Failure]

    async def run(
        self, attempt: Callable[[], Awaitable[Result]], left: Callable[[], float], may_repeat: Callable[[], bool]
    ) -> Result | Failure:
        """The attempt's result, or why the last one failed.

        `left` tells the seconds that the call has left, `may_repeat` whether another attempt would do no harm.
        """
        retry = 0
        while True:
            try:
                return await attempt()
            except Exception as error:  # noqa: BLE001 - libraries raise what they like; all of it is explained
                failure = self.explain(error)
            pause = max(self.patience.pause(retry, self.draw()), failure.wait or 0.0)
            if not failure.retry or retry >= self.patience.retries or pause >= left() or not may_repeat():
                return failure
            await self.sleep(pause)
            retry += 1
