"""How long a person waits: whole processes, medians of several consecutive runs.

    python benchmarks/startup.py [--runs N]

`--help` and `search` as processes; first paint and first question in a pseudo-terminal, from the start of the process
to the bytes on the screen; event-loop stalls and a 100-word answer to its feedback inside the real app.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

import pexpect

ANSWER = (
    "At each training step dropout zeroes the output of every unit at random with some probability, so that no unit "
    "can rely on particular other units being there, which reduces co-adaptation. Each step therefore trains another "
    "thinned network, and all of them share their weights, so the whole is an implicit ensemble. At inference dropout "
    "is switched off and the full network predicts. To keep the expected size of the activations the same in both "
    "phases, the surviving ones are divided by the keep probability during training. The rate is a hyperparameter; set "
    "too high, the network loses so much signal that it underfits."
)
_INSIDE = """
import asyncio, sys, time
from interviewer.bootstrap import AppContext
from interviewer.interview.choosing import Choices
from interviewer.settings import load_settings
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.transcript import Transcript

async def main(answer):
    choices = Choices(topics=("regularization",), count=3, seed=1)
    app = InterviewerApp(AppContext(load_settings(None)), Opening(choices=choices))
    async with app.run_test(size=(80, 24)) as pilot:
        worst, last = 0.0, time.perf_counter()
        begun = last
        while not app.warm_up.grader and time.perf_counter() - begun < 120:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            worst, last = max(worst, now - last - 0.005), now
        ready = last - begun
        await pilot.pause(1.0)
        spent = []
        for _ in range(3):
            screen = app.screen
            before = len(screen.query_one(Transcript).children)
            screen.query_one(AnswerBox).insert(answer)
            start = time.perf_counter()
            box = screen.query_one(AnswerBox)
            box.post_message(AnswerBox.Submitted(box.text))
            while len(screen.query_one(Transcript).children) < before + 2:
                await asyncio.sleep(0.002)
            spent.append(time.perf_counter() - start)
            await pilot.pause(1.0)
            if screen.query_one(AnswerBox).display is False:
                break
        print(worst, ready, min(spent), max(spent))

asyncio.run(main(sys.argv[1]))
"""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        os.chdir(home)
        started = time.perf_counter()
        _run("search", "dropout")
        row("first index and first search", time.perf_counter() - started, 30.0)
        row("--help", median(_timed("--help") for _ in range(runs)), 0.3)
        row("search, index in place", median(_timed("search", "dropout") for _ in range(runs)), None)
        row("first paint", median(_until("Questions") for _ in range(runs)), 0.8)
        row("launch to first question", median(_until("Question 1 of", "--count", "1") for _ in range(runs)), 1.0)
        stall, ready, quickest, slowest = _inside()
        row("worst event-loop stall while warming up", stall, 0.25)
        row("launch to ready grader", ready, None)
        row("100 words to feedback, slowest of a session", slowest, 0.3)
        row("100 words to feedback, quickest", quickest, 0.3)


def row(name: str, seconds: float, target: float | None) -> None:
    """Prints a line of the table."""
    aim = f"target {target:.2f} s {'met' if seconds <= target else 'MISSED'}" if target is not None else ""
    print(f"{name:<46}{seconds:8.2f} s   {aim}", flush=True)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "interviewer", *arguments], check=True, capture_output=True)


def _timed(*arguments: str) -> float:
    started = time.perf_counter()
    _run(*arguments)
    return time.perf_counter() - started


def _until(text: str, *arguments: str) -> float:
    """Seconds from the start of the process to `text` on its terminal."""
    started = time.perf_counter()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", *arguments],
        dimensions=(24, 80),
        timeout=60,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    child.expect_exact(text)
    spent = time.perf_counter() - started
    child.close(force=True)
    return spent


def _inside() -> tuple[float, ...]:
    done = subprocess.run([sys.executable, "-c", _INSIDE, ANSWER], check=True, capture_output=True, text=True)
    return tuple(float(part) for part in done.stdout.split())


if __name__ == "__main__":
    main()
