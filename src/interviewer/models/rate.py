"""How often a server may be called: a steady rate, and a pause for everybody when it asks for one."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from interviewer.models.chat import Call, Cancel, ChatModel, Shape, Structured, Usage
from interviewer.models.errors import CallCancelledError

Sleep = Callable[[float, threading.Event], object]
"""Waits so many seconds, or until the event is set."""


def _sleep(seconds: float, wake: threading.Event) -> None:
    wake.wait(seconds)


class RateLimit:
    """A token bucket: `at_once` calls may start together, then `per_minute` of them a minute, in the order they came.

    None is no rate; `hold` works all the same. `clock` counts seconds and never goes back. May be used from any thread.
    """

    def __init__(
        self,
        per_minute: int | None,
        at_once: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = _sleep,
    ) -> None:
        self._interval = 0.0 if per_minute is None else 60.0 / per_minute
        self._at_once = max(1, at_once)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held_until = float("-inf")
        self._tokens = float(self._at_once)
        self._counted_at = clock()

    def wait(self, cancel: Cancel | None = None) -> None:
        """Returns when the next call may start. Raises CallCancelledError where it is called off before."""
        wake = threading.Event()
        with self._lock:
            self._waiting.append(wake)
        stop = cancel.listen(wake.set) if cancel is not None else None
        try:
            while not self._may_start(wake, cancel):
                pass
        finally:
            if stop is not None:
                stop()
            with self._lock:
                self._waiting.remove(wake)
                if self._waiting:
                    self._waiting[0].set()

    def hold(self, seconds: float) -> None:
        """Lets no call start for so many seconds, as a server's Retry-After asks; a longer hold stands."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def _may_start(self, wake: threading.Event, cancel: Cancel | None) -> bool:
        """Takes a token where it is this one's turn and there is one; else waits for what may change that."""
        wake.clear()
        if cancel is not None and cancel.is_set:
            raise CallCancelledError("The call was called off.")
        with self._lock:
            first = self._waiting[0] is wake
            delay = self._delay() if first else 0.0
            if first and delay <= 0:
                self._tokens -= 1
                return True
        if first:
            self._sleep(delay, wake)
        else:
            wake.wait()
        return False

    def _delay(self) -> float:
        """Seconds until a call may start; brings the count of tokens up to now."""
        now = self._clock()
        if not self._interval:
            self._tokens = float(self._at_once)
        else:
            self._tokens = min(self._at_once, self._tokens + (now - self._counted_at) / self._interval)
        self._counted_at = now
        missing = max(0.0, 1 - self._tokens) * self._interval
        # A share of a token that rounding left missing is none: waiting for it would be waiting for nothing.
        return max(missing if missing > 1e-9 else 0.0, self._held_until - now)


class LimitedChat:
    """A chat model whose calls wait for their turn."""

    def __init__(self, inner: ChatModel, limit: RateLimit) -> None:
        self._inner = inner
        self._limit = limit

    @property
    def name(self) -> str:
        """The model as it was configured."""
        return self._inner.name

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """As of the model, when its turn has come."""
        self._limit.wait(call.cancel)
        return self._inner.structured(call, shape)

    def stream(self, call: Call) -> Iterator[str]:
        """As of the model, when its turn has come."""
        self._limit.wait(call.cancel)
        yield from self._inner.stream(call)

    def spent(self) -> Usage:
        """What all calls through this model have taken so far."""
        return self._inner.spent()
