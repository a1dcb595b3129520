"""Runs the small programs of tests, which are the tests' own: a process of its own, and nothing that isolates it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import threading
from time import monotonic

from interviewer.corpus.exercise import Language
from interviewer.sandbox.running import Outcome, RunRequest, RunResult, Stop

_CHILD = """
import contextlib, io, json, sys, traceback
import numpy as np
program, tests, names = json.load(sys.stdin)
page, answer, found = io.StringIO(), type(sys)("answer"), []
def close(got, expected, rtol=1e-6, atol=1e-8):
    np.testing.assert_allclose(got, expected, rtol, atol)
def told(error):
    return traceback.format_exception_only(error)[-1].strip()
space = {"answer": answer, "np": np, "close": close, "rng": np.random.default_rng}
with contextlib.redirect_stdout(page):
    try:
        exec(compile(program, "answer.py", "exec"), answer.__dict__)
        broken = ""
    except BaseException as error:
        broken = told(error)
    exec(tests, space)
    for name in names:
        if broken:
            found.append((name, False, broken))
            continue
        try:
            space[name]()
            found.append((name, True, ""))
        except BaseException as error:
            found.append((name, False, told(error)))
print(json.dumps([found, page.getvalue()]))
"""


class QuickRunner:
    """A Runner; `hold` makes its runs wait until `let_go`. Each takes `seconds` by its own word, None for the truth."""

    isolation = "a process of its own"
    seconds: float | None = None

    def __init__(self) -> None:
        self.requests: list[RunRequest] = []
        self.stops: list[Stop | None] = []
        self._may_run = threading.Event()
        self._may_run.set()

    def hold(self) -> None:
        """Makes runs wait."""
        self._may_run.clear()

    def let_go(self) -> None:
        """Lets them go on."""
        self._may_run.set()

    def prepare(self, language: Language) -> None:
        """Nothing to prepare."""

    def run(self, request: RunRequest, stop: Stop | None = None) -> RunResult:
        """The outcome of every test."""
        self.requests.append(request)
        self.stops.append(stop)
        self._may_run.wait(10)
        began = monotonic()
        names = [one.name for one in ast.parse(request.tests).body if isinstance(one, ast.FunctionDef)]
        sent = json.dumps([request.program, request.tests, names])
        done = subprocess.run([sys.executable, "-c", _CHILD], input=sent, capture_output=True, text=True, check=True)
        found, printed = json.loads(done.stdout)
        outcomes = tuple(Outcome(name, passed, message) for name, passed, message in found)
        return RunResult(outcomes, printed, self.isolation, self.seconds or monotonic() - began)
