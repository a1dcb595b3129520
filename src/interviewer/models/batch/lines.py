"""The lines of a file that a service sends, each whole and of bounded length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interviewer.models.errors import BadReplyError

LONGEST = 8_000_000
"""Bytes. A reply of 4000 tokens is some 20 KB."""


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """`pieces` cut after each newline. Raises BadReplyError where a line is longer than LONGEST."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for end in ended:
            yield b"".join((*held, end, b"\n"))
            held, size = [], 0
        held.append(rest)
        size += len(rest)
        if size > LONGEST:
            raise BadReplyError(f"The service sent a line of more than {LONGEST // 1_000_000} MB.", "Try again.")
    if size:
        yield b"".join(held)
