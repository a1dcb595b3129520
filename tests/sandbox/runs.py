"""Programs and tests in short, and running them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from textwrap import dedent

import pytest

from interviewer.corpus.exercise import Language
from interviewer.sandbox.bubblewrap import Bubblewrap
from interviewer.sandbox.docker import Docker
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
def docker_runner() -> Iterator[JudgeRunner]:
    """A runner whose programs get a container each."""
    with JudgeRunner(Docker()) as runner:
        yield runner


@contextmanager
def limits_runner() -> Iterator[JudgeRunner]:
    """A runner with limits only."""
    with JudgeRunner(LimitsOnly(), "bubblewrap is not installed") as runner:
        yield runner


@contextmanager
def runner_of(kind: str) -> Iterator[JudgeRunner]:
    """A runner by the name of its isolation; the test is skipped where that does not work."""
    if fault := fault_of(kind):
        pytest.skip(fault)
    opened = {"bubblewrap": bubblewrap_runner, "docker": docker_runner, "limits": limits_runner}
    with opened[kind]() as runner:
        yield runner


@cache
def fault_of(kind: str) -> str:
    """Why an isolation cannot be used here, empty where it can."""
    if kind == "docker":
        return Docker().fault()
    return NO_BUBBLEWRAP if kind == "bubblewrap" else ""
