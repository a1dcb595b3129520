"""Runs cases of a target in a process that may crash or hang: it is told, and the run goes on behind it.

A case is named by target, seed and number, which is all that is needed to have it again.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import multiprocessing.connection
import os
import resource
import time
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from random import Random

from tests.fuzz.targets import TARGETS

MEMORY = 4 << 30
"""Bytes of address space that the process of the cases may have."""
_LOOK = 0.5  # seconds between two looks at a process


@dataclass(frozen=True)
class Fault:
    """What came of one case: an exception's last lines, a crash, or no end."""

    target: str
    seed: int
    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.target} --seed {self.seed} --case {self.number}: {self.what}"


def play(target: str, seed: int, number: int) -> None:
    """Plays one case. Whatever it raises is a fault."""
    TARGETS[target](Random(f"{target} {seed} {number}"))


def run(target: str, seed: int, cases: int, seconds: float) -> Iterator[Fault]:
    """The faults of a number of cases; one that takes more than `seconds` is a fault too."""
    context = multiprocessing.get_context("spawn")
    number = 0
    while number < cases:
        place = context.Value(ctypes.c_longlong, number)
        receiving, sending = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(target, seed, cases, place, sending), daemon=True)
        child.start()
        sending.close()
        ended = yield from _watch(receiving, target, seed, place, seconds)
        child.kill()
        child.join()
        if ended == "":
            return
        number = place.value
        what = ended or f"the process ended with {child.exitcode}"
        yield Fault(target, seed, number, what)
        number += 1


def _watch(
    receiving: multiprocessing.connection.Connection, target: str, seed: int, place: Synchronized[int], seconds: float
) -> Generator[Fault, None, str | None]:
    """The faults that a process tells. Returns "" where it is through, a reason to end it, or None where it is gone."""
    receiving.recv()  # the process is ready
    seen, since = -1, time.monotonic()
    while True:
        if receiving.poll(_LOOK):
            try:
                told = receiving.recv()
            except EOFError:
                return None
            if told is None:
                return ""
            yield Fault(target, seed, *told)
        if place.value != seen:
            seen, since = place.value, time.monotonic()
        elif time.monotonic() - since > seconds:
            return f"took more than {seconds:g} seconds"


def _child(
    target: str, seed: int, cases: int, place: ctypes.c_longlong, sending: multiprocessing.connection.Connection
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    parent = os.getppid()
    sending.send("ready")
    for number in range(place.value, cases):
        if os.getppid() != parent:
            return
        place.value = number
        try:
            play(target, seed, number)
        except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            sending.send((number, f"{type(error).__name__}: {str(error)[:200]} ({where.filename}:{where.lineno})"))
    sending.send(None)
