"""How long a person waits for a long history: whole processes, medians of several consecutive runs.

    python -m benchmarks.history [--sessions 1000] [--runs 7]

The command as a process, with its latest 20 lines and with all; the history screen in a pseudo-terminal, from the key
to the sentence that counts the sessions, once the welcome screen is drawn. Beside them what a process takes that reads
no session (`--version`) and one that only opens the database (`history --limit 1`). Processor time says what a process
needs on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median

import pexpect

from benchmarks.sessions import fill
from interviewer.bootstrap import AppContext
from interviewer.settings import load_settings

TARGET = 1.0
F4 = "\x1bOS"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        os.chdir(home)
        fill(AppContext(load_settings(None)), options.sessions)
        for name, arguments in (
            ("--version, which reads no session", ("--version",)),
            ("history --limit 1", ("history", "--limit", "1")),
            ("history, the latest 20", ("history",)),
            (f"history, all {options.sessions}", ("history", "--limit", str(options.sessions))),
        ):
            runs = [_process(*arguments) for _ in range(options.runs)]
            row(name, [whole for whole, _ in runs], median(own for _, own in runs))
        row("history screen, from the key", [_screen(options.sessions) for _ in range(options.runs)])


def row(name: str, seconds: list[float], processor: float | None = None) -> None:
    """Prints a line of the table."""
    own = f"processor {processor:5.2f} s   " if processor is not None else " " * 21
    met = "met" if median(seconds) <= TARGET else "MISSED"
    print(
        f"{name:<38}{median(seconds):6.2f} s   slowest {max(seconds):5.2f} s   {own}target {TARGET:.0f} s {met}",
        flush=True,
    )


def _process(*arguments: str) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "interviewer", *arguments], check=True, capture_output=True)
    spent = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _screen(sessions: int) -> float:
    """Seconds from F4 on the welcome screen to the end of the history's first drawing."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer"],
        dimensions=(24, 80),
        timeout=60,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    child.expect_exact("Topics")
    time.sleep(3.0)  # so that what loads behind the screen is over
    started = time.perf_counter()
    child.send(F4)
    child.expect_exact(f"{sessions} sessions")
    spent = time.perf_counter() - started
    child.close(force=True)
    return spent


if __name__ == "__main__":
    main()
