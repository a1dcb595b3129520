"""Work for worker processes, importable by its name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from interviewer.errors import CorpusError


def build_slow_double() -> Callable[[int], int]:
    def double(number: int) -> int:
        time.sleep(0.02 if number % 3 == 0 else 0)
        return number * 2

    return double


def build_fatal(at: int) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == at:
            os._exit(9)
        return number

    return work


def build_killed_once(mark: Path) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 5 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def build_nothing() -> Callable[[int], int]:
    raise CorpusError("The corpus is gone.", "Bring it back.")
