"""A chat model that says what it was told to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.models.chat import Call, Shape, Structured, Usage
from interviewer.models.errors import ModelError


class ScriptedChat:
    """A chat model that streams `pieces`, then raises `error` where there is one; it remembers its calls."""

    name = "fake:scripted"

    def __init__(self, pieces: Sequence[str] = (), error: ModelError | None = None) -> None:
        self.pieces = pieces
        self.error = error
        self.calls: list[Call] = []
        self.sent = 0
        self.closed = 0

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """The dialogue never asks for a structure."""
        raise NotImplementedError

    def stream(self, call: Call) -> Iterator[str]:
        """The pieces, one after the other."""
        self.calls.append(call)
        try:
            for piece in self.pieces:
                self.sent += 1
                yield piece
            if self.error is not None:
                raise self.error
        finally:
            self.closed += 1

    def spent(self) -> Usage:
        """Nothing."""
        return Usage()


def letters(text: str, size: int = 3) -> list[str]:
    """`text` in pieces of `size` characters, as a stream may cut it."""
    return [text[start : start + size] for start in range(0, len(text), size)]
