"""Runs programs by a judge in another process, one for each language, which stays for the next run."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from types import TracebackType
from typing import Any, Self

from interviewer.corpus.exercise import Language
from interviewer.corpus.python_source import names_of_tests
from interviewer.errors import SandboxError
from interviewer.files.decoding import LineError
from interviewer.sandbox.launch import Isolation
from interviewer.sandbox.packages import check_installed
from interviewer.sandbox.running import Author, Outcome, RunRequest, RunResult
from interviewer.strict_json import dumps

IDLE_SECONDS = 600.0
_START_SECONDS = 150.0
_CLOSE_SECONDS = 2.0
_GRACE_SECONDS = 5.0  # for the judge to end what ran out of time, and to say so
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
        with self._locks[language]:
            self._judge(language)

    def run(self, request: RunRequest) -> RunResult:
        """The outcome of every test. Raises SandboxError where the program cannot be run."""
        if request.author is Author.OTHERS and not self._isolation.holds:
            raise SandboxError(_WITHOUT_SANDBOX.format(reason=self.missing), self.hint)
        names = _names(request.tests)
        begin = time.perf_counter()
        with self._locks[request.language]:
            heard = self._judge(request.language).hear(request, names)
            if heard.nothing:  # it was about to end for want of work
                heard = self._judge(request.language).hear(request, names)
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
        """Ends all processes."""
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

    def hear(self, request: RunRequest, names: tuple[str, ...]) -> _Heard:
        """All that it says of a run; what it does not say in time remains unsaid."""
        heard = _Heard()
        timer = _Patience(_START_SECONDS, self._process.kill)
        try:
            self._say({"program": request.program, "tests": request.tests, "names": names, "seconds": request.seconds})
            while line := self._line():
                if "begun" in line:
                    heard.begun = True
                    timer.again(request.seconds + _GRACE_SECONDS)
                elif "test" in line:
                    why = line["why"]
                    heard.told[line["test"]] = Outcome(line["test"], why is None, _storable(why or ""), line["seconds"])
                else:
                    heard.last = line
                    break
        finally:
            timer.stop()
            if not heard.last:  # interrupted or not, what it would still say is not for the next run
                self._process.kill()
                self.close()
        return heard

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
        except OSError:  # it is gone, which the next line that it does not say tells
            return

    def _line(self) -> dict[str, Any]:
        """What it says next; empty where it is gone."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return dict(json.loads(line)) if line.endswith(b"\n") else {}


class _Patience:
    """Calls a function when time is over, unless it is stopped before."""

    def __init__(self, seconds: float, over: Callable[[], None]) -> None:
        self._over = over
        self._timer = self._started(seconds)

    def again(self, seconds: float) -> None:
        self._timer.cancel()
        self._timer = self._started(seconds)

    def stop(self) -> None:
        self._timer.cancel()

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._over)
        timer.daemon = True
        timer.start()
        return timer


def _storable(text: str) -> str:
    """With what a database does not keep written out: halves of surrogate pairs, and NUL."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _names(tests: str) -> tuple[str, ...]:
    """The tests of a file, in its order. Raises SandboxError where it is not Python."""
    try:
        return tuple(dict.fromkeys(names_of_tests(tests)))
    except LineError as error:
        raise SandboxError(f"The tests are not Python, line {error.line}: {error}.", "Correct the tests.") from None
