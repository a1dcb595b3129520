"""A time limit for grading one line, so that no line keeps those behind it waiting forever."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from interviewer.errors import InterviewerError

LINE_SECONDS = 30.0
"""An answer of the greatest length takes about a second."""

PROGRAM_SECONDS = 600.0
"""The same for an exercise, whose programs are ended by what runs them: starting it may take minutes."""

_BUSY = 0.25  # of the limit; a process that used less CPU time was stopped, or the machine was


class TimeLimitError(InterviewerError):
    """The grading of a line took too long."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeLimitError in the block once it has taken `seconds`.

    The time of a limit around it stands still meanwhile.

    A process that was stopped meanwhile (Ctrl-Z) gets the time once more. Only the main thread can be stopped this way,
    and no thread on Windows: there only the limits of `interviewer.grading.limits` bound the time a line takes.
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
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left)
