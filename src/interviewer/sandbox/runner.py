"""Runs programs by a judge in another process, one for each language, which stays for the next run."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from types import TracebackType
from typing import Any, Self

from interviewer.corpus.exercise import Language
from interviewer.corpus.python_source import names_of_tests
from interviewer.errors import SandboxError
from interviewer.files.decoding import LineError
from interviewer.sandbox.launch import Isolation
from interviewer.sandbox.packages import check_installed
from interviewer.sandbox.running import Author, Outcome, RunRequest, RunResult, Stop
from interviewer.strict_json import dumps

IDLE_SECONDS = 600.0
_START_SECONDS = 150.0
_CLOSE_SECONDS = 2.0
_GRACE_SECONDS = 5.0  # for the judge to end what ran out of time, and to say so
_STOP_SECONDS = 1.0  # the same for what was stopped
_CLOSED = "The sandbox is closed."
_WITHOUT_SANDBOX = "Programs of others run only in a sandbox that holds, and there is none here: {reason}."


class JudgeRunner:
    """A Runner whose processes end with it, with the program, and after ten minutes without a run.

    It may be used by several threads; runs in one language take place one after the other.
    """

    hint = "Install bubblewrap (Linux), or use containers: INTERVIEWER_SANDBOX=docker."
    """What to do where the isolation does not hold."""

    def __init__(self, isolation: Isolation, missing: str = "") -> None:
        """`missing` is why nothing better isolates programs, where that is so."""
        self._isolation = isolation
        self.missing = missing
        self._judges: dict[Language, _Judge] = {}
        self._locks = {language: threading.Lock() for language in Language}
        self._closed = False

    @property
    def isolation(self) -> str:
        """What programs run in."""
        return self._isolation.name

    @property
    def holds(self) -> bool:
        """Whether programs of others run."""
        return self._isolation.holds

    def prepare(self, language: Language) -> None:
        """Starts what a run in `language` needs, and does not wait. Raises SandboxError where that is not there."""
        lock = self._locks[language]
        if not lock.acquire(blocking=False):
            return  # a run has it started, and holds the lock to its end
        try:
            self._judge(language)
        finally:
            lock.release()

    def run(self, request: RunRequest, stop: Stop | None = None) -> RunResult:
        """The outcome of every test. Raises SandboxError where the program cannot be run, or the run was stopped."""
        if request.author is Author.OTHERS and not self._isolation.holds:
            raise SandboxError(_WITHOUT_SANDBOX.format(reason=self.missing), self.hint)
        names = _names(request.tests)
        begin = time.perf_counter()
        with self._locks[request.language]:
            heard = self._judge(request.language).hear(request, names, stop)
            if heard.nothing and not _is_set(stop):  # it was about to end for want of work
                heard = self._judge(request.language).hear(request, names, stop)
        if self._closed:
            raise SandboxError(_CLOSED)
        if _is_set(stop):
            raise SandboxError("The run was stopped.", "Run the tests again.")
        if heard.nothing:
            raise SandboxError("The process that runs the tests ends at once.", "interviewer doctor says more.")
        if "no_host" in heard.last:
            raise SandboxError(f"A program could not be run: {heard.last['no_host']}.", "interviewer doctor says more.")
        if "broken_tests" in heard.last:
            raise SandboxError(f"The tests do not start: {heard.last['broken_tests']}.", "Correct the tests.")
        outcomes = heard.outcomes(names, request.seconds)
        return RunResult(
            outcomes, _storable(heard.last.get("printed", "")), self.isolation, time.perf_counter() - begin
        )

    def close(self) -> None:
        """Ends all processes, and with them what is still running. Nothing runs afterwards."""
        self._closed = True
        for running in tuple(self._judges.values()):
            running.call_off()
        for language, lock in self._locks.items():
            with lock:
                judge = self._judges.pop(language, None)
                if judge is not None:
                    judge.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _judge(self, language: Language) -> _Judge:
        if self._closed:
            raise SandboxError(_CLOSED)
        judge = self._judges.get(language)
        if judge is None or not judge.lives:
            if judge is not None:
                judge.close()
            check_installed(language)
            judge = self._judges[language] = _Judge(self._isolation, language)
        return judge


class _Heard:
    """What a judge said of a run."""

    def __init__(self) -> None:
        self.told: dict[str, Outcome] = {}
        self.last: dict[str, Any] = {}
        self.begun = False

    @property
    def nothing(self) -> bool:
        """Whether the judge was gone before it began."""
        return not self.begun and not self.last

    def outcomes(self, names: tuple[str, ...], seconds: float) -> tuple[Outcome, ...]:
        """One for each test, in the order of the tests."""
        if "spoiled" in self.last:
            why = f"The program interfered with the tests: it sent {self.last['spoiled']}."
            return tuple(Outcome(name, passed=False, message=why) for name in names)
        unreached = Outcome("", passed=False, message=f"not reached within the {seconds:g} s of a run")
        return tuple(self.told.get(name, replace(unreached, name=name)) for name in names)


class _Judge:
    """The process that holds the tests."""

    def __init__(self, isolation: Isolation, language: Language) -> None:
        launch = isolation.launch(language)
        self._numbers = itertools.count(1)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "interviewer.sandbox.judge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C in the terminal is for the program that asks
        )
        self._say(
            {
                "launch": asdict(launch),
                "arrays": language is not Language.PYTHON,
                "idle_seconds": IDLE_SECONDS,
            }
        )

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def hear(self, request: RunRequest, names: tuple[str, ...], stop: Stop | None) -> _Heard:
        """All that it says of a run; what it does not say in time remains unsaid."""
        heard, number = _Heard(), next(self._numbers)
        patience = _Patience(_START_SECONDS, self._process.kill)

        def call_off() -> None:
            self._say({"stop": number})
            if heard.begun:
                patience.again(_STOP_SECONDS)

        with ExitStack() as over:
            over.callback(self._end_unless, heard)
            over.callback(patience.end)
            self._say({"number": number, **_asked(request, names)})
            if stop is not None:
                over.callback(stop.listen(call_off))
            while line := self._line():
                if "begun" in line:
                    heard.begun = True
                    patience.again(_STOP_SECONDS if _is_set(stop) else request.seconds + _GRACE_SECONDS)
                elif "test" in line:
                    why = line["why"]
                    heard.told[line["test"]] = Outcome(line["test"], why is None, _storable(why or ""), line["seconds"])
                else:
                    heard.last = line
                    break
        return heard

    def _end_unless(self, heard: _Heard) -> None:
        """Ends it unless it said all: interrupted or not, what it would still say is not for the next run."""
        if not heard.last:
            self._process.kill()
            self.close()

    def call_off(self) -> None:
        """Has it end soon, and at once what it runs; called from any thread."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def close(self) -> None:
        """Ends it, and what it started; it cleans up if it is not in the middle of a run."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):  # what was written to one that is gone
                stream.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((dumps(message) + "\n").encode())
            self._process.stdin.flush()
        except (OSError, ValueError):  # it is gone or called off, which the next line that it does not say tells
            return

    def _line(self) -> dict[str, Any]:
        """What it says next; empty where it is gone."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return dict(json.loads(line)) if line.endswith(b"\n") else {}


class _Patience:
    """Calls a function when time is over, unless it is ended before. Safe to use from any thread."""

    def __init__(self, seconds: float, over: Callable[[], None]) -> None:
        self._over = over
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = self._started(seconds)

    def again(self, seconds: float) -> None:
        """Counts anew, unless it was ended."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = self._started(seconds)

    def end(self) -> None:
        """Calls nothing any more."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._over)
        timer.daemon = True
        timer.start()
        return timer


def _asked(request: RunRequest, names: tuple[str, ...]) -> dict[str, Any]:
    """A run as the judge takes it."""
    return {"program": request.program, "tests": request.tests, "names": names, "seconds": request.seconds}


def _is_set(stop: Stop | None) -> bool:
    return stop is not None and stop.is_set


def _storable(text: str) -> str:
    """With what a database does not keep written out: halves of surrogate pairs, and NUL."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _names(tests: str) -> tuple[str, ...]:
    """The tests of a file, in its order. Raises SandboxError where it is not Python."""
    try:
        return tuple(dict.fromkeys(names_of_tests(tests)))
    except LineError as error:
        raise SandboxError(f"The tests are not Python, line {error.line}: {error}.", "Correct the tests.") from None
