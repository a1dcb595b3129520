"""What the program itself takes to grade an answer by a chat model, against a server that always answers in 400 ms.

    python -m benchmarks.llm_overhead            the figures, as the table of docs/performance.md
    python -m benchmarks.llm_overhead --profile  where the time goes, one answer at a time

The server runs in a process of its own on this machine and reads the program's prompts by rules
(tests/models/scripted_model.py); the time it takes for that counts towards the 400 ms. Every answer is different, so
that no reply comes from the cache. The embedding model and the index are ready beforehand, as after a first run.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.answers_many import interviews
from interviewer.bootstrap import AppContext
from interviewer.bulk.by_model import grade_by_model
from interviewer.bulk.jobs import Line, read_line
from interviewer.settings import load_settings
from tests.models.loopback import Answer, ChatServer
from tests.models.scripted_model import scripted

LATENCY = 0.4
ONE_AT_A_TIME = 30
MANY = 200
AT_ONCE = 16
_WARM_UP = 3
_GOES = 3


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", action="store_true", help="where the time of a grade goes")
    options = parser.parse_args()
    lines = [Line(number, json.dumps(row).encode()) for number, row in enumerate(answers(), start=1)]
    with tempfile.TemporaryDirectory() as folder, server() as url:
        os.environ |= {
            "INTERVIEWER_HOME": folder,
            "INTERVIEWER_MODEL": "openai:scripted",
            "INTERVIEWER_AT_ONCE": str(AT_ONCE),
            "OPENAI_BASE_URL": url,
        }
        context = AppContext(load_settings(None))
        rest = iter(lines)
        warm, single, *many, whole = (
            list(islice(rest, count)) for count in (_WARM_UP, ONE_AT_A_TIME, *[MANY] * _GOES, MANY)
        )
        grades_one_by_one(context, warm)
        if options.profile:
            profile(context, single)
            return
        seconds = grades_one_by_one(context, single)
        before = context.models.chat(cached=False).spent()
        together = statistics.median(grades_together(context, batch) for batch in many)
        spent = context.models.chat(cached=False).spent()
        command = whole_command(whole, Path(folder))
    ideal = MANY / AT_ONCE * LATENCY
    tokens_in, tokens_out = (
        (getattr(spent, name) - getattr(before, name)) / (MANY * _GOES) for name in ("input_tokens", "output_tokens")
    )
    overhead = statistics.median(seconds) - LATENCY
    spread = statistics.quantiles([value - LATENCY for value in seconds], n=10)
    rows = (
        ("a grade by itself, beyond the server's 400 ms: median", f"{overhead * 1000:.0f} ms", "60 ms"),
        ("the same, nine of ten", f"{spread[-1] * 1000:.0f} ms", ""),
        ("tokens in and out for one answer", f"{tokens_in:.0f} and {tokens_out:.0f}", ""),
        (
            f"{MANY} answers, {AT_ONCE} at a time, median of {_GOES}",
            f"{together:.2f} s, {together / ideal:.2f} x {ideal:g} s",
            "1.25",
        ),
        ("the same as a command, cold", f"{command:.2f} s, {command / ideal:.2f} x", ""),
    )
    sys.stdout.write("| what | figure | target |\n|---|---|---|\n")
    sys.stdout.writelines(f"| {what} | {figure} | {target} |\n" for what, figure, target in rows)


def answers() -> Iterator[dict[str, str]]:
    """As many different answers as are needed, to different questions in turn."""
    return islice(interviews(), _WARM_UP + ONE_AT_A_TIME + (_GOES + 1) * MANY)


def grades_one_by_one(context: AppContext, lines: list[Line]) -> list[float]:
    """The seconds that each grade takes."""
    grader = context.models.judge(lambda: context.searcher(_silent), context.corpus().version)
    taken = []
    for line in lines:
        _, request = read_line(line, context.corpus().by_id)
        started = time.perf_counter()
        grade = grader.grade(request)
        taken.append(time.perf_counter() - started)
        assert grade.graded, grade.reason
    return taken


def grades_together(context: AppContext, lines: list[Line]) -> float:
    """The seconds that all of them take, as a bulk run grades them."""
    grader = context.models.judge(lambda: context.searcher(_silent), context.corpus().version)
    started = time.perf_counter()
    texts = [text for kept in grade_by_model(lines, context.corpus().by_id, grader, AT_ONCE) for text in kept]
    taken = time.perf_counter() - started
    assert sum('"status": "graded"' in text for text in texts) == len(lines)
    return taken


def whole_command(lines: list[Line], folder: Path) -> float:
    """The seconds that `interviewer grade` takes, imports and all."""
    path = folder / "answers.jsonl"
    path.write_bytes(b"".join(line.raw + b"\n" for line in lines))
    command = [sys.executable, "-m", "interviewer", "grade", str(path), "--out", str(folder / "grades.jsonl")]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def profile(context: AppContext, lines: list[Line]) -> None:
    """Prints the functions that the calling thread spends most in, waiting for the server included."""
    profiler = cProfile.Profile()
    profiler.runcall(grades_one_by_one, context, lines)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)


@contextmanager
def server() -> Iterator[str]:
    """The base URL of a server in a process of its own, so that it takes no time from the program."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join(5)
        process.terminate()


def _serve(pipe: Connection) -> None:
    with ChatServer(_answer) as running:
        pipe.send(running.url)
        try:
            pipe.recv()
        except EOFError:
            return


def _answer(request: dict[str, Any]) -> Answer:
    started = time.perf_counter()
    answer = scripted(request)
    return Answer(lambda connection: answer.after(LATENCY - (time.perf_counter() - started)).act(connection))


def _silent(*_: object) -> None:
    """Progress that nobody watches."""


if __name__ == "__main__":
    main()
