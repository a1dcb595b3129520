"""Processes are started ahead, stay for the next run, and end: none is left, and none speaks for another run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from interviewer.corpus.exercise import Language
from interviewer.errors import SandboxError
from interviewer.models.chat import Cancel
from interviewer.sandbox import runner as running
from interviewer.sandbox.runner import JudgeRunner
from tests.sandbox.processes import descendants
from tests.sandbox.runs import limits_runner, run, runner_of, said

pytestmark = [
    pytest.mark.posix,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at the process table of Linux"),
]

DOUBLE = "def f(x): return 2 * x"
TEST = "def test_f(): equal(answer.f(2), 4)"


def ours() -> set[int]:
    """The processes of judges and of programs that this one started."""
    return {*descendants(os.getpid(), "interviewer.sandbox.judge"), *descendants(os.getpid(), "inside.main")}


def busy(processes: set[int]) -> set[int]:
    """Those of the processes that are running at this moment rather than waiting for something."""
    found = set()
    for process in processes:
        with suppress(FileNotFoundError, ProcessLookupError):
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
            found |= {process} if state == "R" else set()
    return found


def containers_of(judge: int) -> set[str]:
    """The names of the containers that the clients of a judge's process were told to make."""
    lines = descendants(judge, "docker run").values()
    return {name for line in lines for name in re.findall(r"--name (interviewer-\w+)", line)}


def containers() -> set[str]:
    """The names of the containers of programs that the engine has."""
    command = ["docker", "ps", "--all", "--format", "{{.Names}}", "--filter", "name=interviewer-"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, descendants(os.getpid())
        time.sleep(0.02)


def test_what_is_prepared_is_started_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ours()
    with limits_runner() as runner:
        runner.prepare(Language.NUMPY)
        wait_until(lambda: len(ours() - before) == 2)
        judge = runner._judges[Language.NUMPY]
        assert run(runner, DOUBLE, TEST).passed
        assert runner._judges[Language.NUMPY] is judge
    wait_until(lambda: ours() <= before)


def test_preparing_does_not_wait_for_a_run() -> None:
    stop, over = Cancel(), threading.Event()
    with limits_runner() as runner:
        assert run(runner, DOUBLE, TEST).passed

        def occupy() -> None:
            with suppress(SandboxError):
                run(runner, "def f(x):\n    while True: pass", TEST, seconds=60, stop=stop)
            over.set()

        threading.Thread(target=occupy).start()
        safety = threading.Timer(10, stop.set)
        safety.start()
        wait_until(lambda: runner._locks[Language.NUMPY].locked())
        runner.prepare(Language.NUMPY)
        assert not over.is_set()
        safety.cancel()
        stop.set()
        assert over.wait(20)


def test_without_a_run_all_ends_after_a_while_and_begins_again(
    runner: JudgeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "IDLE_SECONDS", 0.3)
    before = ours()
    assert run(runner, DOUBLE, TEST, language=Language.PYTHON).passed
    wait_until(lambda: ours() <= before)
    assert run(runner, DOUBLE, TEST, language=Language.PYTHON).passed


def test_an_interrupted_run_says_nothing_in_the_next_one(runner: JudgeRunner) -> None:
    assert run(runner, DOUBLE, TEST).passed

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    usual = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(runner, "import time\ndef f(x): time.sleep(1)", TEST)
    finally:
        signal.signal(signal.SIGALRM, usual)
    assert said(run(runner, DOUBLE, "def test_f(): equal(answer.f(2), 5)")) == {"test_f": "got 4 where 5 was expected"}


@pytest.mark.parametrize("runner", ["bubblewrap", "limits"], indirect=True)
@pytest.mark.parametrize(
    ("program", "tests"),
    [("def f(x):\n    while True: pass", TEST), (DOUBLE, "def test_f():\n    while True: pass")],
    ids=["the program is busy", "a test is busy"],
)
def test_a_run_that_is_stopped_ends_its_processes_at_once_and_the_next_one_runs(
    runner: JudgeRunner, program: str, tests: str
) -> None:
    assert run(runner, DOUBLE, TEST).passed
    stop, at_work = Cancel(), set[int]()

    def call_off() -> None:
        at_work.update(busy(ours()))
        stop.set()

    timer = threading.Timer(0.5, call_off)
    timer.start()
    began = time.monotonic()
    with pytest.raises(SandboxError, match="stopped"):
        run(runner, program, tests, seconds=60, stop=stop)
    assert time.monotonic() - began < 20
    assert at_work
    wait_until(lambda: not at_work & ours())
    assert run(runner, DOUBLE, TEST).passed


@pytest.mark.parametrize("sandbox", ["bubblewrap"], indirect=True)
def test_stopping_a_program_keeps_the_warm_process(sandbox: JudgeRunner) -> None:
    assert run(sandbox, DOUBLE, TEST).passed
    before, stop = ours(), Cancel()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(SandboxError, match="stopped"):
        run(sandbox, "def f(x):\n    while True: pass", TEST, seconds=60, stop=stop)
    wait_until(lambda: ours() == before)
    assert run(sandbox, DOUBLE, TEST).passed


@pytest.mark.parametrize("how", ["it ends", "it is stopped", "it is killed"])
def test_no_container_outlives_its_runner(how: str) -> None:
    with runner_of("docker") as runner:
        assert run(runner, DOUBLE, TEST).passed
        judge, stop = runner._judges[Language.NUMPY], Cancel()
        if how == "it is stopped":
            threading.Timer(0.5, stop.set).start()
            with pytest.raises(SandboxError, match="stopped"):
                run(runner, "def f(x):\n    while True: pass", TEST, seconds=60, stop=stop)
        wait_until(lambda: len(containers_of(judge._process.pid)) == 1)  # it waits for the next program
        started = containers_of(judge._process.pid)
        if how == "it is killed":
            judge._process.kill()
    wait_until(lambda: not containers() & started)


def test_a_run_that_was_stopped_before_it_began_does_not_begin(runner: JudgeRunner) -> None:
    stop = Cancel()
    stop.set()
    with pytest.raises(SandboxError, match="stopped"):
        run(runner, "def f(x):\n    while True: pass", TEST, seconds=60, stop=stop)
    assert run(runner, DOUBLE, TEST).passed


@pytest.mark.parametrize("kind", ["bubblewrap", "limits"])
def test_closing_ends_what_another_thread_runs(kind: str) -> None:
    before, said_of_it = ours(), list[str]()

    def ask(runner: JudgeRunner) -> None:
        try:
            said_of_it.extend(said(run(runner, "def f(x):\n    while True: pass", TEST, seconds=60)).values())
        except SandboxError as error:
            said_of_it.append(str(error))

    with runner_of(kind) as runner:
        assert run(runner, DOUBLE, TEST).passed
        thread = threading.Thread(target=ask, args=(runner,))
        thread.start()
        wait_until(lambda: bool(busy(ours() - before)))
        began = time.monotonic()
    assert time.monotonic() - began < 20
    thread.join(20)
    assert said_of_it == ["The sandbox is closed."]
    assert ours() <= before


def test_runs_of_several_threads_take_place_one_after_the_other(sandbox: JudgeRunner) -> None:
    results: dict[int, str] = {}

    def ask(number: int) -> None:
        result = run(sandbox, f"def f(): return {number}", "def test_f(): equal(answer.f(), -1)")
        results[number] = said(result)["test_f"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"got {number} where -1 was expected" for number in range(6)}


def test_the_folders_of_programs_are_gone_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with limits_runner() as runner:
        program = "def f(x):\n    open('left', 'w').write('x' * 100)\n    return 2 * x"
        assert run(runner, program, TEST).passed
        assert run(runner, program, TEST).passed
        assert len(list(tmp_path.iterdir())) <= 1  # the folder of the next program
    assert list(tmp_path.iterdir()) == []
