"""Runs tests against a program, in as many processes of it as its crashes take, within one limit of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from interviewer.sandbox.judge import helpers
from interviewer.sandbox.judge.answer import Answer, CandidateError, Link
from interviewer.sandbox.judge.hosts import Host
from interviewer.sandbox.judge.program_process import Printed, ProgramEndedError, ProgramProcess
from interviewer.sandbox.judge.stopping import Stop

MAX_MESSAGE = 600  # characters
_LEAST_SECONDS = 1.0  # what a test may take however little time is left, up to that
_SHARE = 0.5  # of the time that is left, for one test: one that hangs leaves something to the others

Report = Callable[[str, str | None, float], None]


class TestsError(Exception):
    """The tests themselves are broken; the text says how."""

    __test__ = False  # pytest takes the name for a class of tests


class Run:
    """One program and its tests."""

    def __init__(
        self,
        host: Host,
        program: str,
        tests: str,
        names: list[str],
        stop: Stop,
        *,
        seconds: float,
        arrays: bool,
    ) -> None:
        """`names` are the tests to run, in order, within `seconds` of wall time; `stop` ends the run before."""
        self._host = host
        self._program = program
        self._tests = compile(tests, "<tests>", "exec", dont_inherit=True)
        self._left = list(names)
        self._stop = stop
        self._seconds = seconds
        self._arrays = arrays
        self._end = 0.0
        self.printed = Printed()

    def report(self, tell: Report, begun: Callable[[], None]) -> None:
        """Calls `begun` when the time begins to count, then tells of each test why it failed and how long it took.

        Why is None where it passed, and the time is in seconds. Nothing is told of what a stopped run did not reach.

        Raises SpoiledError where nothing of the run counts, HostError where no process can be had, and TestsError.
        """
        process = self._host.open(self.printed)
        begun()
        self._end = time.monotonic() + self._seconds
        while True:
            self._stop.follow(process)
            try:
                self._use(process, tell)
            finally:
                process.close()
            if not self._left or self._stop.is_set:
                return
            if self._time_left <= 0:
                break
            process = self._host.open(self.printed)
        for name in self._left:
            tell(name, f"not reached within the {self._seconds:g} s of a run", 0.0)

    def _use(self, process: ProgramProcess, tell: Report) -> None:
        """Runs what is left of the tests until the process of the program ends."""
        try:
            with process.limited(self._share):
                named = self._begin(Link(process, arrays=self._arrays))
        except (CandidateError, ProgramEndedError) as error:
            how = f"it {error}." if isinstance(error, ProgramEndedError) else _described(error)
            why = f"The program does not start: {how}"[:MAX_MESSAGE]
            for name in self._take(len(self._left)):
                tell(name, why, 0.0)
            return
        while self._left and self._time_left > 0 and process.lives:
            (name,) = self._take(1)
            begin = time.perf_counter()
            fault = self._fault_of(named[name], process)
            tell(name, fault, time.perf_counter() - begin)

    def _begin(self, link: Link) -> dict[str, Any]:
        """Has the program run; the names of the tests, which then have it."""
        link.ask("start", self._program)
        named: dict[str, Any] = {
            "__name__": "tests",
            "answer": Answer(link),
            "np": np,
            "tensor": helpers.tensor,
            "close": helpers.close,
            "equal": helpers.equal,
            "raises": helpers.raises,
            "numeric_gradient": helpers.numeric_gradient,
            "growth": helpers.growth,
            "rng": np.random.default_rng,
        }
        try:
            exec(self._tests, named)  # noqa: S102 - the tests of a corpus that the user trusts
        except CandidateError:
            raise
        except Exception as error:
            raise TestsError(_described(error)) from error
        return named

    def _fault_of(self, test: Callable[[], object], process: ProgramProcess) -> str | None:
        """Why a test failed, None if it passed."""
        fault = None
        try:
            with process.limited(self._share):
                test()
        except ProgramEndedError:
            pass  # as is told below, also where the test does not notice
        except Exception as error:  # noqa: BLE001 - whatever a test raises is why it failed
            fault = _described(error)[:MAX_MESSAGE]
        return fault if process.lives else f"The program {process.ended()}."

    def _take(self, count: int) -> list[str]:
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    @property
    def _time_left(self) -> float:
        return self._end - time.monotonic()

    @property
    def _share(self) -> float:
        """Seconds that the next test may take."""
        return min(self._time_left, max(_LEAST_SECONDS, self._time_left * _SHARE))


def _described(error: Exception) -> str:
    if isinstance(error, AssertionError | CandidateError):
        return str(error) or "An assertion of the test does not hold."
    return f"{type(error).__name__}: {error}"
