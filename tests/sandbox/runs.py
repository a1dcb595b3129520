"""Programs and tests in short, and running them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import dedent

import pytest

from interviewer.corpus.exercise import Language
from interviewer.sandbox.bubblewrap import Bubblewrap
from interviewer.sandbox.limits import LimitsOnly
from interviewer.sandbox.runner import JudgeRunner
from interviewer.sandbox.running import Author, RunRequest, RunResult, Stop

NO_BUBBLEWRAP = Bubblewrap().fault() if sys.platform == "linux" else "bubblewrap is for Linux only"
needs_bubblewrap = pytest.mark.skipif(bool(NO_BUBBLEWRAP), reason=NO_BUBBLEWRAP or "bubblewrap works")


def run(
    runner: JudgeRunner,
    program: str,
    tests: str,
    *,
    language: Language = Language.NUMPY,
    seconds: float = 10.0,
    author: Author = Author.ONESELF,
    stop: Stop | None = None,
) -> RunResult:
    """What the tests say of the program, both written with any indentation."""
    return runner.run(RunRequest(dedent(program), dedent(tests), language, seconds, author), stop)


def said(result: RunResult) -> dict[str, str]:
    """Why each test failed by its name, "passed" where it did not fail."""
    return {outcome.name: "passed" if outcome.passed else outcome.message for outcome in result.outcomes}


@contextmanager
def bubblewrap_runner() -> Iterator[JudgeRunner]:
    """A runner with the isolation that holds."""
    with JudgeRunner(Bubblewrap()) as runner:
        yield runner


@contextmanager
def limits_runner() -> Iterator[JudgeRunner]:
    """A runner with limits only."""
    with JudgeRunner(LimitsOnly(), "bubblewrap is not installed") as runner:
        yield runner
