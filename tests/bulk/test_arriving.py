"""Lines from a pipe that stays open: what has come is told apart from what has ended."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from interviewer.bulk.arriving import Arrival, come_together, lines_as_they_come, present
from interviewer.bulk.input import chunks
from interviewer.bulk.jobs import MAX_LINE_BYTES, Line

A, B, C = (Line(number, f"{number}\n".encode()) for number in (1, 2, 3))


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], int]]:
    """A pipe: the file that reads it, and the number of its other end, which the test closes."""
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb") as file:
        yield file, theirs


@pytest.mark.posix
def test_a_pipe_gives_its_lines_and_none_while_it_is_silent(pipe: tuple[IO[bytes], int]) -> None:
    file, theirs = pipe
    lines = lines_as_they_come(file)
    assert next(lines) is None
    os.write(theirs, b"1\n\n3\n4")
    assert next(lines) == Line(1, b"1\n")
    assert next(lines) == Line(3, b"3\n")
    assert next(lines) is None
    os.write(theirs, b"4")
    os.close(theirs)
    assert [line for line in lines if line is not None] == [Line(4, b"44")]


@pytest.mark.posix
def test_a_line_without_end_is_cut_off_and_the_next_one_is_read(pipe: tuple[IO[bytes], int]) -> None:
    file, theirs = pipe
    lines = lines_as_they_come(file)
    for _ in range(MAX_LINE_BYTES // 50_000 + 5):
        os.write(theirs, b"x" * 50_000)
        assert next(lines) is None
    os.write(theirs, b"\nrest\n")
    os.close(theirs)
    first, second = present(lines)
    assert (first.number, len(first.raw)) == (1, MAX_LINE_BYTES + 1)
    assert second == Line(2, b"rest\n")


def test_a_file_and_a_stream_in_memory_are_there_whole(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"1\n2\n")
    with (tmp_path / "in").open("rb") as file:
        assert list(lines_as_they_come(file)) == [A, B]
    assert list(lines_as_they_come(io.BytesIO(b"1\n2\n"))) == [A, B]


@pytest.mark.parametrize(
    ("arrivals", "together"),
    [([A, B, C], [A, B]), ([None, None, A, None, B], [A]), ([A], [A]), ([None], []), ([], [])],
)
def test_lines_that_come_together_are_taken_together(arrivals: list[Arrival], together: list[Line]) -> None:
    assert come_together(iter(arrivals), 2) == together


def test_what_comes_later_is_taken_later() -> None:
    lines: Iterator[Arrival] = iter([A, None, B, C])
    assert [come_together(lines, 2) for _ in range(3)] == [[A], [B, C], []]


def test_a_chunk_is_not_held_back_until_it_is_full() -> None:
    assert list(chunks([A, B, C, None, None, A], 2)) == [(A, B), (C,), None, (A,)]
