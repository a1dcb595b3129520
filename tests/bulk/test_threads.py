"""Work in threads: in order, bounded, and called off at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from interviewer.bulk.threads import AHEAD, in_order
from interviewer.models.chat import Cancel

AT_ONCE = 4


def nothing() -> None:
    """There is nothing to call off."""


def test_results_come_in_the_order_of_the_items_whichever_is_done_first() -> None:
    last_begun = threading.Event()

    def work(item: int) -> int:
        if item == AT_ONCE - 1:
            last_begun.set()
        if item == 0:
            assert last_begun.wait(10)
        return item

    assert list(in_order(work, range(50), AT_ONCE, nothing)) == list(range(50))


def test_items_are_read_only_as_they_are_needed() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            read.append(number)
            yield number

    with closing(in_order(lambda item: item, items(), AT_ONCE, nothing)) as results:
        assert next(results) == 0
        assert len(read) <= AHEAD * AT_ONCE
    assert len(read) <= AHEAD * AT_ONCE


def test_what_is_done_is_handed_on_while_no_item_comes() -> None:
    handed_on: list[int] = []

    def items() -> Iterator[int | None]:
        yield 1
        deadline = time.monotonic() + 10
        while not handed_on and time.monotonic() < deadline:
            yield None
        yield 2

    results = in_order(lambda item: 10 * item, items(), AT_ONCE, nothing)
    handed_on += [next(results)]
    assert [*handed_on, *results] == [10, 20]


def test_so_many_are_in_work_at_a_time_and_no_more() -> None:
    together = threading.Barrier(AT_ONCE)
    lock = threading.Lock()
    peak = running = 0

    def work(item: int) -> int:
        nonlocal peak, running
        with lock:
            running += 1
            peak = max(peak, running)
        together.wait(10)
        with lock:
            running -= 1
        return item

    assert len(list(in_order(work, range(4 * AT_ONCE), AT_ONCE, nothing))) == 4 * AT_ONCE
    assert peak == AT_ONCE


def test_leaving_early_calls_off_what_is_under_way_and_begins_nothing_more() -> None:
    cancel = Cancel()
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item:
            called_off = threading.Event()
            cancel.listen(called_off.set)
            assert called_off.wait(10)
        return item

    with closing(in_order(work, range(100), AT_ONCE, cancel.set)) as results:
        assert next(results) == 0
    assert cancel.is_set
    assert len(begun) <= AT_ONCE + 1


def test_what_fails_raises_in_its_turn_and_calls_off_the_rest() -> None:
    cancel = Cancel()

    def work(item: int) -> int:
        if item == 2:
            raise ValueError("two")
        return item

    results = in_order(work, range(10), AT_ONCE, cancel.set)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(results)
    assert cancel.is_set
