"""The file of answers is read as it is needed, and no line of it takes more memory than a line may."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from typing import cast

import pytest

from interviewer.bulk.input import read_lines, skip_done
from interviewer.bulk.jobs import MAX_LINE_BYTES, Line
from interviewer.bulk.output import Done
from interviewer.errors import UsageError


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


@pytest.mark.parametrize("raw", [b'{"id": {"a": 1}}', b'{"id": NaN}', b"not json", b"[" * 100_000])
def test_a_run_goes_on_behind_a_line_that_has_no_id(raw: bytes) -> None:
    lines = iter([Line(1, raw), Line(2, b"rest")])
    skip_done(lines, Done(1, 10, {"id": None}), ("out", "in"))
    assert [line.number for line in lines] == [2]


def test_a_run_does_not_go_on_with_the_grades_of_other_answers() -> None:
    lines: Iterator[Line] = iter([Line(1, b'{"id": "b"}')])
    with pytest.raises(UsageError, match="is not the grade of that line"):
        skip_done(lines, Done(1, 10, {"id": "a"}), ("out", "in"))
