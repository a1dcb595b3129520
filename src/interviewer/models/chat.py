"""What the rest of the program sees of a chat model: messages in, a reply with its usage out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

Shape = TypeVar("Shape", bound=BaseModel)


def rounded_cost(dollars: float) -> float:
    """A cost to the tenth decimal of a dollar, finer than the price of any token: sums show no floating-point noise."""
    return round(dollars, 10)


class Role(StrEnum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True)
class Message:
    """One message to a chat model."""

    role: Role
    text: str


@dataclass(frozen=True)
class Usage:
    """What calls to a model used: tokens as the server counted them, and the number of calls.

    `cost` is in US dollars, None where a price is unknown. `estimated` is True where the server counted nothing and
    the tokens are estimated from the text's length.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    cost: float | None = 0.0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        """Both together; the cost is unknown if either is."""
        cost = None if self.cost is None or other.cost is None else rounded_cost(self.cost + other.cost)
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.calls + other.calls,
            cost,
            self.estimated or other.estimated,
        )

    def __sub__(self, before: Usage) -> Usage:
        """What was added since `before`, an earlier total; the cost is unknown if either is."""
        cost = None if self.cost is None or before.cost is None else rounded_cost(self.cost - before.cost)
        return Usage(
            self.input_tokens - before.input_tokens,
            self.output_tokens - before.output_tokens,
            self.calls - before.calls,
            cost,
            self.estimated,
        )


class Cancel:
    """Cancels a call, from any thread, once and for all.

    `on_text` is called with how many characters of the reply have come so far, in the thread of the call.
    """

    def __init__(self, on_text: Callable[[int], None] | None = None) -> None:
        self._on_text = on_text
        self._lock = threading.Lock()
        self._set = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def is_set(self) -> bool:
        """Whether the call was cancelled."""
        return self._set

    def set(self) -> None:
        """Cancels; each listener is called once, in this thread."""
        with self._lock:
            self._set = True
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener()

    def received(self, characters: int) -> None:
        """Reports how many characters of the reply have come so far."""
        if self._on_text is not None:
            self._on_text(characters)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` when this is set, at once if it already is; the returned function stops listening."""
        with self._lock:
            if not self._set:
                self._listeners.append(listener)

                def stop() -> None:
                    with self._lock:
                        if listener in self._listeners:
                            self._listeners.remove(listener)

                return stop
        listener()
        return lambda: None


@dataclass(frozen=True)
class Call:
    """One request to a model.

    `sample` is the index of a repeated request: the same messages with another sample may get another reply, with the
    same sample they get the cached one. `seconds` bounds the whole call, retries included. `temperature` is None for
    the model's default.
    """

    messages: Sequence[Message]
    sample: int = 0
    temperature: float | None = 0.0
    max_tokens: int = 4000
    seconds: float = 120.0
    cancel: Cancel = field(default_factory=Cancel, compare=False)


def _nothing_cached() -> None:
    """Drops nothing: the reply was never cached."""


@dataclass(frozen=True)
class Structured(Generic[Shape]):
    """A reply of the requested shape, and how it was requested, a StructuredOutputMode.

    `forget` is for callers that cannot use the reply despite its shape: it drops the reply from the cache.
    """

    value: Shape
    usage: Usage
    model: str
    how: str
    cached: bool = False
    forget: Callable[[], None] = field(default=_nothing_cached, compare=False, repr=False)


class ChatModel(Protocol):
    """A chat model. Every method may be called from any thread, and raises ModelError."""

    @property
    def name(self) -> str:
        """The model as it was configured, such as "openai:gpt-5-mini"."""
        ...

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """A reply of the requested shape. Raises BadReplyError where the model gives none."""
        ...

    def stream(self, call: Call) -> Iterator[str]:
        """The reply in pieces, as it comes. A stream that ends early raises; closing the iterator ends the call."""
        ...

    def spent(self) -> Usage:
        """What all calls through this model have used so far, failed ones included."""
        ...
