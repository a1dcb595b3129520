"""Whether and when a request that failed is sent again."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.models.failures import Failure


@dataclass(frozen=True)
class RetryPolicy:
    """At most `retries` of one call, after pauses that grow from `first_pause` to `longest_pause` seconds.

    Pauses have full jitter: a random part of each is waited. A wait that the server asks for is respected, up
    to `longest_wait` seconds, as in the openai client.
    """

    retries: int = 3
    first_pause: float = 0.5
    longest_pause: float = 8.0
    longest_wait: float = 120.0

    def pause(self, failure: Failure, retry: int, *, left: float, draw: float) -> float | None:
        """Seconds before retry number `retry` (from 0); None if there is none.

        `left` is the time that the call has left, `draw` is uniform in 0..1.
        """
        wait = failure.wait or 0.0
        seconds = max(draw * min(self.longest_pause, self.first_pause * 2.0**retry), wait)
        may = failure.retry and retry < self.retries and wait <= self.longest_wait and seconds < left
        return seconds if may else None
