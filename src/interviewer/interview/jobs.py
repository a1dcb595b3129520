"""Slow work done in other threads, whose results come back to one thread that applies them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from queue import Empty, SimpleQueue

from interviewer.models.chat import Cancel


class JobKind(StrEnum):
    """What a job is for; a late grading is one that the interview does not wait for."""

    GRADING = "grading"
    LATE_GRADING = "late-grading"
    QUICK_GRADING = "quick-grading"
    WORDS = "words"
    PREPARING = "preparing"
    SECOND_JUDGEMENT = "second-judgement"
    RUN = "run"


@dataclass(frozen=True)
class Job:
    """Slow work, to be done in any thread. `work` raises nothing."""

    kind: JobKind
    work: Callable[[], None]


Start = Callable[[Job], None]
"""Begins a job and returns."""

Result = Callable[[], None]
"""The result of a job, to be applied in the thread that takes results."""


def in_thread(job: Job) -> None:
    """Begins a job in its own thread, which does not keep the program from ending."""
    threading.Thread(target=job.work, daemon=True, name=f"interview-{job.kind}").start()


class Jobs:
    """The jobs of one conversation. `on_ready` is called, from any thread, when a result can be taken."""

    def __init__(self, start: Start) -> None:
        self.on_ready: Callable[[], object] = lambda: None
        self._start = start
        self._results: SimpleQueue[Result] = SimpleQueue()

    def run(self, kind: JobKind, work: Callable[[], Iterable[Result]], cancel: Cancel | None = None) -> None:
        """Begins `work`, which gives its results one by one; what it raises is raised where results are applied.

        Once `cancel` is set, its results are not applied.
        """

        def guarded() -> None:
            try:
                for result in work():
                    self.hand_back(result if cancel is None else partial(_unless_set, cancel, result))
            except BaseException as error:  # noqa: BLE001 - raised again where results are applied
                self.hand_back(partial(_raise, error))

        self._start(Job(kind, guarded))

    def hand_back(self, result: Result) -> None:
        """Hands a result over; called from any thread."""
        self._results.put(result)
        self.on_ready()

    def arrived(self) -> Result | None:
        """The next result, or None if there is none yet."""
        try:
            return self._results.get_nowait()
        except Empty:
            return None

    def awaited(self) -> Result:
        """Waits for the next result."""
        return self._results.get()


def _unless_set(cancel: Cancel, result: Result) -> None:
    if not cancel.is_set:
        result()


def _raise(error: BaseException) -> None:
    raise error
