"""Work spread over threads, its results in the order of the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

AHEAD = 4
"""How many items a thread may be ahead of the slowest one: this limits the results waiting for their turn."""


def in_order(
    work: Callable[[_Item], _Result], items: Iterable[_Item | None], at_once: int, call_off: Callable[[], None]
) -> Generator[_Result, None, None]:
    """What `work` makes of each item, in order, `at_once` at a time; reads items only as they are needed.

    An item that is None says that none has come for a while, so that what is done can be handed on meanwhile.
    Closing it early, as an error or an interrupt does, calls `call_off` to end what is in progress, and nothing more
    begins. Raises what `work` raises, in its turn.
    """
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="grading")
    waiting: deque[Future[_Result]] = deque()
    finished = False
    try:
        for item in items:
            if item is not None:
                waiting.append(pool.submit(work, item))
            while waiting and (len(waiting) >= AHEAD * at_once or waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        finished = True
    finally:
        if not finished:
            call_off()
        pool.shutdown(cancel_futures=True)
