"""Counting what calls to a model took."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from interviewer.models.chat import Message, Usage
from interviewer.models.prices import Price

# A usual figure for English text. https://help.openai.com/en/articles/4936856
CHARACTERS_PER_TOKEN = 4


def estimated_tokens(text: str) -> int:
    """About how many tokens `text` has."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


class Meter:
    """Adds up usage, from any thread. `price` tells the dollars of input and output tokens, None where unknown."""

    def __init__(self, price: Price | None) -> None:
        self._price = price
        self._lock = threading.Lock()
        self._spent = Usage()

    def spent(self) -> Usage:
        """All usage so far."""
        with self._lock:
            return self._spent

    def add(self, usage: Usage) -> None:
        """Counts `usage`."""
        with self._lock:
            self._spent += usage

    def counted(self, input_tokens: int, output_tokens: int, *, estimated: bool = False) -> Usage:
        """The usage of one request with its cost; nothing is counted yet."""
        cost = self._price(input_tokens, output_tokens) if self._price is not None else None
        return Usage(input_tokens, output_tokens, 1, cost, estimated)

    def estimated(self, messages: Sequence[Message], reply: str) -> Usage:
        """The usage of a request that its server did not count."""
        asked = sum(estimated_tokens(message.text) for message in messages)
        return self.counted(asked, estimated_tokens(reply), estimated=True)
