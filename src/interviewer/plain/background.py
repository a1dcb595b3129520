"""Work in threads beside the one that reads lines; none of them keeps the program from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

from interviewer.interview.conversation import Done
from interviewer.models.chat import Cancel

Result = TypeVar("Result")


def beside(work: Callable[[], Result]) -> Future[Result]:
    """Begins `work` in a thread of its own."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, daemon=True, name="plain-mode").start()
    return future


class LateGradings:
    """Gradings that the interview does not wait for, `at_once` of them at a time; `cancel` calls all of them off."""

    def __init__(self, at_once: int) -> None:
        self.cancel = Cancel()
        self._slots = threading.Semaphore(at_once)
        self._running: list[Future[Done]] = []

    def start(self, work: Callable[[], Done]) -> None:
        """Begins one, as soon as there is a slot for it."""

        def run() -> Done:
            with self._slots:
                return work()

        self._running.append(beside(run))

    def arrived(self) -> list[Done]:
        """Those that are over, each once, in the order they were begun. Raises what one of them raised."""
        over = [future for future in self._running if future.done()]
        self._running = [future for future in self._running if future not in over]
        return [future.result() for future in over]

    def awaited(self) -> list[Done]:
        """Waits until one or more are over; empty where none is running."""
        wait(self._running, return_when=FIRST_COMPLETED)
        return self.arrived()
