"""A signal that asks the program to end ends it in order, in line mode and in commands that work for long."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from signal import Signals

import pytest

from interviewer.bootstrap import AppContext
from interviewer.settings import load_settings
from interviewer.signals import ENDING, Terminated, on_signals, raise_terminated

ENDS = pytest.mark.parametrize("number", ENDING)
PROGRAM = [sys.executable, "-m", "interviewer"]


@ENDS
def test_the_first_signal_is_acted_on_and_later_ones_are_not(number: Signals) -> None:
    came: list[Signals] = []
    with on_signals(ENDING, came.append):
        signal.raise_signal(number)
        signal.raise_signal(signal.SIGTERM)
    assert came == [number]


def test_the_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in ENDING]
    with pytest.raises(Terminated) as ended, on_signals(ENDING, raise_terminated):
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.exit_code == 143
    assert [signal.getsignal(number) for number in ENDING] == before


@pytest.mark.posix
def test_a_signal_that_is_ignored_stays_ignored_unless_it_is_asked_for() -> None:
    came: list[Signals] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with on_signals(ENDING, came.append):
            signal.raise_signal(signal.SIGHUP)
        assert came == []
        with on_signals(ENDING, came.append, ignored=True):
            signal.raise_signal(signal.SIGHUP)
        assert came == [signal.SIGHUP]
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_another_thread_nothing_changes() -> None:
    def work() -> None:
        with on_signals(ENDING, came.append):
            came.append(signal.getsignal(signal.SIGTERM))

    came: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert came == [signal.getsignal(signal.SIGTERM)]


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until `done`."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def draft() -> str:
    """The draft of the last session, in the database."""
    store = AppContext(load_settings(None)).store()
    summaries = store.summaries()
    return store.load(summaries[0].session_id).draft if summaries else ""


@pytest.mark.posix
@pytest.mark.slow
@ENDS
def test_line_mode_keeps_the_draft_and_says_that_it_was_ended(home: Path, number: Signals) -> None:
    running = subprocess.Popen(
        [*PROGRAM, "--plain", "--offline", "--count", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdin is not None
    running.stdin.write("half of an answer\n")
    running.stdin.flush()
    until(lambda: draft() == "half of an answer")
    running.send_signal(number)
    _, error = running.communicate(timeout=20)
    assert running.returncode == 128 + number
    ended = f"interviewer: Ended by {number.name}. What was answered is saved; --resume continues from there."
    assert error.splitlines()[-1] == ended
    assert "Traceback" not in error
    done = subprocess.run(
        [*PROGRAM, "--resume", "--plain", "--offline"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "half of an answer" in done.stdout
    assert "Your draft is saved; it was not sent." in done.stdout
    assert draft() == "half of an answer"


# Grading a file

ANSWERS = 150


@pytest.fixture
def answers(ready_home: Path, tmp_path: Path) -> Path:
    """A file of more answers than are graded in a few seconds."""
    path = tmp_path / "in.jsonl"
    write_answers(path, ANSWERS)
    return path


def write_answers(path: Path, count: int) -> None:
    """Fills a file with so many answers."""
    lines = ({"id": n, "question_id": "dropout", "answer": f"Case {n}: units are dropped."} for n in range(count))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def grading(*command: str) -> subprocess.Popen[str]:
    """A run by two processes, once some lines are graded."""
    running = subprocess.Popen(
        [*command, *PROGRAM, "grade", "in.jsonl", "--out", "out.jsonl", "--resume", "--workers", "2", "--offline"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    out = Path("out.jsonl")
    until(lambda: out.exists() and out.read_bytes().count(b"\n") > 0, 120)
    return running


def children_of(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(found) for found in listed.stdout.split()]


@pytest.mark.posix
@pytest.mark.slow
@ENDS
def test_a_run_of_grading_that_is_ended_leaves_no_process_and_can_go_on(answers: Path, number: Signals) -> None:
    running = grading()
    children = children_of(running.pid)
    assert len(children) >= 2
    running.send_signal(number)
    _, error = running.communicate(timeout=20)
    assert running.returncode == 128 + number
    assert f"Ended by {number.name}." in error
    assert "Traceback" not in error
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 10)
    done = subprocess.run(
        [*PROGRAM, "grade", "in.jsonl", "--out", "out.jsonl", "--resume", "--offline"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()] == list(range(ANSWERS))


@pytest.mark.posix
@pytest.mark.slow
def test_under_nohup_grading_goes_on_when_the_terminal_goes_away(answers: Path) -> None:
    write_answers(answers, 10 * ANSWERS)  # a run that is not over when it is looked at again
    running = grading("nohup")
    os.kill(running.pid, signal.SIGHUP)
    time.sleep(1)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)
    assert running.returncode == 143
