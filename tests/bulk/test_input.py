"""The file of answers is read as it is needed, and no line of it takes more memory than a line may."""

from __future__ import annotations

import io
import tracemalloc
from typing import cast

from interviewer.bulk.input import read_lines
from interviewer.bulk.jobs import MAX_LINE_BYTES, Line


class Endless(io.RawIOBase):
    """So many zero bytes without a line break, and then a line."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._rest = b'\n{"id": 2}\n'

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        self._left -= count
        if count:
            buffer[:count] = bytes(count)
            return count
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def test_a_line_without_end_is_cut_off_and_the_next_one_is_read() -> None:
    tracemalloc.start()
    first, second = read_lines(io.BufferedReader(cast("io.RawIOBase", Endless(200_000_000))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (first.number, len(first.raw)) == (1, MAX_LINE_BYTES + 1)
    assert second == Line(2, b'{"id": 2}\n')
    assert peak < 10 * MAX_LINE_BYTES
