"""Counting what calls to a model used."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from interviewer.models.chat import Message, Usage
from interviewer.models.prices import Price, no_price
from interviewer.models.tokens import estimated_input, estimated_tokens


class Meter:
    """Adds up usage, from any thread, and also in `whole`, the meter that this one is part of.

    `price` gives the dollars for input and output tokens, None if unknown.
    """

    def __init__(self, price: Price = no_price, *, whole: Meter | None = None) -> None:
        self.price = price
        self._whole = whole
        self._lock = threading.Lock()
        self._spent = Usage()

    def part(self) -> Meter:
        """A meter for part of what this one counts."""
        return Meter(self.price, whole=self)

    def spent(self) -> Usage:
        """All usage so far."""
        with self._lock:
            return self._spent

    def add(self, usage: Usage) -> None:
        """Counts `usage`."""
        with self._lock:
            self._spent += usage
        if self._whole is not None:
            self._whole.add(usage)

    def counted(self, input_tokens: int, output_tokens: int, *, estimated: bool = False) -> Usage:
        """The usage of one request with its cost; nothing is counted yet."""
        return Usage(input_tokens, output_tokens, 1, self.price(input_tokens, output_tokens), estimated)

    def estimated(self, messages: Sequence[Message], reply: str) -> Usage:
        """The usage of a request that its server did not count."""
        return self.counted(estimated_input(messages), estimated_tokens(reply), estimated=True)
