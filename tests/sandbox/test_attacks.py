"""No program changes its score, reaches what is outside, or outlives its time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.sandbox.runner import JudgeRunner
from interviewer.sandbox.running import Author, RunResult
from tests.sandbox.attacks import ATTACKS, OVER_WITH_ITS_TIME, SCORE, TEST, Attack
from tests.sandbox.processes import command_line, descendants
from tests.sandbox.runs import limits_runner, needs_bubblewrap, run, said

pytestmark = [pytest.mark.posix, pytest.mark.slow]

PATIENCE = 8.0  # seconds beyond the time of a run, on a busy machine


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_comes_to_nothing(
    sandbox: JudgeRunner, attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("4")
    monkeypatch.setenv("PATH_TO_SECRET", str(secret))
    result = run_attack(sandbox, attack, secret)
    assert re.fullmatch(attack.says_in(sandbox.isolation), said(result)["test_two_and_two"], re.DOTALL), said(result)
    assert not result.passed
    assert result.seconds < attack.seconds + PATIENCE
    assert len(result.printed) < 25_000
    assert secret.read_text() == "4"
    nothing_is_left(sandbox)
    assert run(sandbox, "def f(x): return 2 * x", TEST).passed


@pytest.fixture(scope="module")
def limits() -> Iterator[JudgeRunner]:
    with limits_runner() as made:
        yield made


@pytest.mark.parametrize("attack", [*SCORE, *OVER_WITH_ITS_TIME], ids=lambda attack: attack.name)
def test_with_limits_alone_a_score_stays_what_it_is_and_time_holds(
    limits: JudgeRunner, attack: Attack, tmp_path: Path
) -> None:
    result = run(limits, attack.program, attack.tests, seconds=attack.seconds)
    assert re.fullmatch(attack.says, said(result)["test_two_and_two"], re.DOTALL), said(result)
    assert result.seconds < attack.seconds + PATIENCE
    assert run(limits, "def f(x): return 2 * x", TEST).passed


@needs_bubblewrap
@pytest.mark.parametrize(
    "leave",
    [
        "open('left', 'w').write('4')",
        "import os; os.mkdir('left')",
        "import os; os.environ['LEFT'] = '4'",
        "import builtins; builtins.left = 4",
        "import numpy; numpy.left = 4",
        "import sys; sys.modules['left'] = 4",
        "import tempfile; tempfile.mkstemp()",
        "import threading; threading.Thread(target=__import__('time').sleep, args=(60,)).start()",
    ],
)
def test_a_run_sees_nothing_of_an_earlier_one(sandbox: JudgeRunner, leave: str) -> None:
    run(sandbox, f"{leave}\ndef f(x): return 4", TEST)
    program = """
        import builtins, numpy, os, sys, threading
        def f(x):
            return [os.listdir("."), os.environ.get("LEFT"), hasattr(builtins, "left"), hasattr(numpy, "left"),
                    "left" in sys.modules, threading.active_count()]
    """
    tests = "def test_clean(): equal(answer.f(2), [[], None, False, False, False, 1])"
    assert said(run(sandbox, program, tests)) == {"test_clean": "passed"}


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("import ctypes; ctypes.string_at(0)", r"The program crashed \(SIGSEGV\)\."),
        ("import os; os._exit(3)", r"The program ended by itself \(exit status 3\)\."),
        ("while True: pass", r"The program did not end within [0-9.]+ s\."),
    ],
)
def test_one_bad_case_does_not_hide_the_others(sandbox: JudgeRunner, does: str, says: str) -> None:
    program = f"""
        def f(x):
            if x == 0:
                {does}
            return 2 * x
    """
    tests = """
        def test_first(): equal(answer.f(1), 2)
        def test_bad(): answer.f(0)
        def test_wrong(): equal(answer.f(1), 3)
        def test_last(): equal(answer.f(3), 6)
    """
    result = said(run(sandbox, program, tests, seconds=4))
    assert list(result) == ["test_first", "test_bad", "test_wrong", "test_last"]
    assert (result["test_first"], result["test_last"]) == ("passed", "passed")
    assert re.fullmatch(says, result["test_bad"])
    assert result["test_wrong"] == "got 2 where 3 was expected"


@needs_bubblewrap
@pytest.mark.parametrize("catch", ["except Exception: pass", "except: pass"])
def test_no_test_takes_a_crash_for_an_exception(sandbox: JudgeRunner, catch: str) -> None:
    program = "import os\ndef f(x):\n    if x < 0: os.abort()\n    return 2 * x"
    tests = f"def test_bad():\n    try: answer.f(-1)\n    {catch}\ndef test_good(): equal(answer.f(2), 4)"
    result = said(run(sandbox, program, tests))
    assert result == {"test_bad": "The program crashed (SIGABRT).", "test_good": "passed"}


def test_what_is_not_reached_has_failed_with_the_reason(sandbox: JudgeRunner) -> None:
    tests = "\n".join(f"def test_{number}(): answer.f()" for number in range(9))
    result = run(sandbox, "def f():\n    while True: pass", tests, seconds=2)
    assert len(result.outcomes) == 9
    assert not any(outcome.passed for outcome in result.outcomes)
    assert said(result)["test_8"] == "not reached within the 2 s of a run"
    assert result.seconds < 2 + PATIENCE


def test_a_test_that_never_ends_is_over_when_its_time_is(sandbox: JudgeRunner) -> None:
    tests = "def test_first(): pass\ndef test_endless():\n    while True: pass\ndef test_last(): pass"
    result = run(sandbox, "", tests, seconds=1)
    assert [outcome.passed for outcome in result.outcomes] == [True, False, False]
    assert run(sandbox, "def f(x): return 2 * x", TEST).passed


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process table of Linux")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("kind", [pytest.param("bubblewrap", marks=needs_bubblewrap), "limits"])
def test_everything_ends_with_the_program_that_started_it(kind: str, how: signal.Signals) -> None:
    code = (
        "from tests.sandbox.runs import *\n"
        f"with {kind}_runner() as runner:\n"
        "    run(runner, 'def f(): print(1)', 'def test_f(): answer.f()')\n"
        "    print('ready', flush=True)\n"
        "    run(runner, 'def f():\\n    while True: pass', 'def test_f(): answer.f()', seconds=600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        time.sleep(0.5)
        started = descendants(parent.pid)
        assert len(started) >= 2
        parent.send_signal(how)
    deadline = time.monotonic() + 10
    while left := [process for process in started if command_line(process)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def run_attack(sandbox: JudgeRunner, attack: Attack, secret: Path) -> RunResult:
    program = f"SECRET = {str(secret)!r}\n" + attack.program
    return run(sandbox, program, attack.tests, seconds=attack.seconds, author=Author.OTHERS)


def nothing_is_left(runner: JudgeRunner) -> None:
    """Of the judge there are two processes at most, the sandbox and what forks in it; none of a program."""
    deadline = time.monotonic() + 5
    while len(left := descendants(os.getpid(), "inside.main")) > 2:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
