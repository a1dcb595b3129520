"""The event loop that requests run in: it ends when it is closed, and closing never waits for long."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from interviewer.models import loop
from interviewer.models.loop import LoopThread


async def nothing() -> None:
    """Has nothing to do."""


def test_a_loop_that_was_never_needed_is_closed_without_a_word() -> None:
    async def last() -> None:
        raise AssertionError("nothing was started")

    LoopThread("unused").close(last())


def test_closing_cancels_what_runs_and_ends_the_thread() -> None:
    running = LoopThread("cancelled")
    future = running.submit(asyncio.sleep(60))
    running.close(nothing())
    assert future.cancelled()
    assert "cancelled" not in {thread.name for thread in threading.enumerate()}


def test_what_is_submitted_after_closing_runs() -> None:
    running = LoopThread("again")
    for _ in range(2):
        assert running.submit(asyncio.sleep(0, "done")).result(10) == "done"
        running.close(nothing())


def test_closing_does_not_wait_for_what_cannot_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "PATIENCE", 0.05)
    release, begun = threading.Event(), threading.Event()

    async def blocks() -> None:
        begun.set()
        release.wait(30)

    running = LoopThread("busy")
    running.submit(blocks())
    assert begun.wait(10)
    before = time.monotonic()
    running.close(nothing())
    assert time.monotonic() - before < 10
    release.set()
    for thread in threading.enumerate():
        if thread.name == "busy":
            thread.join(10)
