"""A chat model without a model: each call is answered by a function of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from interviewer.models.chat import Call, Message, Role, Shape, Structured, Usage


class Verdict(BaseModel):
    """A shape to ask for."""

    word: str


def call_of(text: str = "Hello.", **fields: Any) -> Call:
    """A call with one message."""
    return Call(messages=[Message(Role.USER, text)], **fields)


def run_until(done: Callable[[], bool]) -> None:
    """Waits until other threads have come to where `done` is so; fails where they do not."""
    pause = threading.Event()
    for _ in range(20_000):
        if done():
            return
        pause.wait(0.001)
    raise AssertionError("the other threads do not come to where the test waits for them")


class FakeChat:
    """Answers by `answer`, which returns the reply's fields or raises; counts calls, and `usage` for each."""

    def __init__(
        self,
        answer: Callable[[Call], dict[str, Any]] = lambda call: {"word": "met"},
        *,
        usage: Usage = Usage(100, 10, 1, 0.001),  # noqa: B008 - frozen
    ) -> None:
        self._answer = answer
        self._usage = usage
        self._lock = threading.Lock()
        self._spent = Usage()
        self.calls: list[Call] = []

    @property
    def name(self) -> str:
        return "openai:fake"

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        self._count(call)
        value = shape.model_validate(self._answer(call))
        return Structured(value, self._usage, "fake-1", "json_schema")

    def stream(self, call: Call) -> Iterator[str]:
        self._count(call)
        yield from ("one ", "two")

    def spent(self) -> Usage:
        with self._lock:
            return self._spent

    def _count(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)
            self._spent = self._spent + self._usage
