"""A limit to the time that the grading of one line takes, so that no line keeps those behind it waiting for good."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from interviewer.errors import InterviewerError

LINE_SECONDS = 30.0
"""An answer of the greatest length takes about a second."""

_BUSY = 0.25  # of the limit; a process that has worked for less was stopped, or the machine was


class TimeLimitError(InterviewerError):
    """The grading of a line took too long."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeLimitError in what is done under it once that has taken `seconds`.

    A process that was stopped meanwhile (Ctrl-Z) gets the time once more. Only the main thread can be stopped so, and
    no thread on Windows: there the limits of `interviewer.grading.limits` alone bound what a line takes.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    worked = time.process_time()
    once_more = True

    def over(*_: object) -> None:
        nonlocal once_more
        if once_more and time.process_time() - worked < _BUSY * seconds:
            once_more = False
            signal.setitimer(signal.ITIMER_REAL, seconds)
            return
        raise TimeLimitError(f"grading it took longer than {seconds:g} seconds.", "Shorten the answer.")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
