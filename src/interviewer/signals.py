"""Signals that ask the process to end, and what is done about them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from signal import Signals
from typing import NoReturn

ENDING = tuple(Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals by which others ask a process to end. Windows has no SIGHUP."""


class Terminated(KeyboardInterrupt):
    """A signal asked the process to end; code that lets a keyboard interrupt through lets this through."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = Signals(number)

    @property
    def exit_code(self) -> int:
        """What a shell shows for a process that this signal has ended."""
        return 128 + self.signal


def raise_terminated(number: Signals) -> NoReturn:
    """Interrupts the running code with an exception."""
    raise Terminated(number)


@contextmanager
def on_signals(numbers: Iterable[Signals], act: Callable[[Signals], None], *, ignored: bool = False) -> Iterator[None]:
    """Inside, the first of these signals calls `act` in the main thread; the ones after it do nothing.

    A signal that the process was started to ignore, as by nohup, stays ignored unless `ignored` is set. Outside the
    main thread nothing changes: Python allows handlers only there.
    """
    came = False

    def handle(number: int, _: object) -> None:
        nonlocal came
        if not came:
            came = True
            act(Signals(number))

    taken = {}
    if threading.current_thread() is threading.main_thread():
        for number in numbers:
            if ignored or signal.getsignal(number) is not signal.SIG_IGN:
                taken[number] = signal.signal(number, handle)
    try:
        yield
    finally:
        for number, old in taken.items():
            signal.signal(number, old)
