"""Work for worker processes, importable by its name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
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


def build_cut_off_once(mark: Path) -> Callable[[int], int]:
    """Ends the process once while it sends a result, of which the first half has gone out."""
    send = Connection._send  # type: ignore[attr-defined]

    def half(pipe: Connection, content: bytes) -> None:
        if mark.exists():
            send(pipe, content)
            return
        mark.touch()
        os.write(pipe.fileno(), bytes(content)[: len(content) // 2])
        os._exit(9)

    Connection._send = half  # type: ignore[attr-defined]
    return lambda number: number


def build_faulty(at: int) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == at:
            raise KeyError(f"the words of answer {number}")
        return number

    return work


def build_greedy() -> Callable[[int], int]:
    return lambda number: len(bytearray(1 << 60))


def build_nothing() -> Callable[[int], int]:
    raise CorpusError("The corpus is gone.", "Bring it back.")
