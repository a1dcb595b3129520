"""How the index and the history grow: time, memory and disk at rising sizes, each size in a process of its own.

    python benchmarks/growth.py [--sizes 1000 10000 100000] [--server] [--plot growth.svg]   the index
    python benchmarks/growth.py --sessions 10 1000 10000                                      the history

Passages are made-up sentences of the corpus's own words; their vectors are drawn at random around 500 centres, since
embedding a hundred thousand texts measures the model and not the index. Queries are such sentences too, embedded by the
real model, and a search is all of its steps: correcting spelling, embedding, ranking, fusing. `--server` keeps the
index on a Chroma server that this script starts on the loopback interface.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import KeyPoint, Question
from interviewer.paths import bundled
from interviewer.search.open import open_index
from interviewer.settings import load_settings

SIZES = (1_000, 10_000, 100_000)
QUERIES = 200
CENTRES = 500
_POINTS = 20  # passages per question, not counting its title and its reference


def main() -> None:
    """Prints a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--sessions", type=int, nargs="+")
    parser.add_argument("--server", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, server=options.server)))
    elif options.sessions:
        for count in options.sessions:
            print_row(measure_history(count))
    else:
        rows = [in_process(size, server=options.server) for size in options.sizes]
        if options.plot:
            plot(rows, options.plot)


def in_process(size: int, *, server: bool) -> dict[str, Any]:
    """The row of a size, measured in a new process and printed."""
    command = [sys.executable, "-m", "benchmarks.growth", "--one", str(size), *(["--server"] if server else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print_row(row)
    return row


def print_row(row: dict[str, Any]) -> None:
    """Prints a row as it is measured."""
    print(
        "  ".join(f"{name} {value:,.6g}" if name != "kind" else str(value) for name, value in row.items()), flush=True
    )


def measure(size: int, *, server: bool) -> dict[str, Any]:
    """What an index of `size` passages costs."""
    questions, queries = material(size)
    model = AppContext(load_settings(None)).embedding.embedder(lambda *_: None)
    with tempfile.TemporaryDirectory() as home, chroma_server(home, wanted=server) as url:
        where = url or Path(home) / "index"
        began = time.perf_counter()
        drawn = Drawn(model.fingerprint)
        open_index(where, questions, lambda: model, lambda *_: None, references=drawn).index.close()
        built = time.perf_counter() - began
        began = time.perf_counter()
        searcher = open_index(where, questions, lambda: model, lambda *_: None, references=drawn)
        searcher.search(queries[-1])
        opened = time.perf_counter() - began
        spent = sorted(timed(lambda text=text: searcher.search(text)) for text in queries)  # type: ignore[misc]
        disk = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file())
        searcher.index.close()
    return {
        "kind": "server" if server else "embedded",
        "passages": size,
        "build_s": round(built, 2),
        "open_s": round(opened, 2),
        "p50_ms": round(1000 * spent[len(spent) // 2], 1),
        "p95_ms": round(1000 * spent[int(len(spent) * 0.95)], 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "disk_mb": round(disk / 1e6, 1),
    }


def material(size: int) -> tuple[list[Question], list[str]]:
    """Questions with `size` passages in all, and queries."""
    corpus = AppContext(load_settings(None)).corpus()
    words = sorted({word for question in corpus.questions for word in question.reference.split() if word.isalpha()})
    draw = random.Random(size)

    def sentence() -> str:
        return " ".join(draw.choices(words, k=14)).capitalize() + "."

    questions = []
    for number in range(max(1, size // (_POINTS + 2))):
        points = tuple(KeyPoint(f"k{n}", 1, sentence(), "") for n in range(1, _POINTS + 1))
        made = replace(corpus.questions[0], id=f"q{number}", title=sentence(), aliases=(), reference=sentence())
        questions.append(replace(made, key_points=points, file=f"foundations/q{number}.md"))
    return questions, [sentence() for _ in range(QUERIES)]


class Drawn:
    """An embedder of passages whose vectors are drawn at random around centres."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._draw = np.random.default_rng(0)
        self._centres = self._draw.normal(size=(CENTRES, 384)).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, as many as texts."""
        found = self._centres[self._draw.integers(CENTRES, size=len(texts))]
        found = found + self._draw.normal(size=found.shape).astype(np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@contextmanager
def chroma_server(folder: str, *, wanted: bool) -> Iterator[str]:
    """The URL of a Chroma server on the loopback interface, or nothing."""
    if not wanted:
        yield ""
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", folder, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def timed(work: Any) -> float:
    """Seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure_history(count: int) -> dict[str, Any]:
    """What a history of `count` sessions of five graded answers costs."""
    from benchmarks.sessions import fill

    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        began = time.perf_counter()
        fill(AppContext(load_settings(None)), count)
        filled = time.perf_counter() - began
        command = [sys.executable, "-m", "interviewer", "history", "--limit", "20"]
        whole = sorted(timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(5))[2]
        context = AppContext(load_settings(None))
        store = context.store()
        listed = timed(lambda: store.summaries(20))
        known = timed(store.attempts)
        context.corpus()
        planned = timed(context.plan)
        disk = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file())
    return {
        "kind": "history",
        "sessions": count,
        "fill_s": round(filled, 2),
        "history_command_s": round(whole, 3),
        "list_20_ms": round(1000 * listed, 1),
        "attempts_ms": round(1000 * known, 1),
        "plan_ms": round(1000 * planned, 1),
        "disk_mb": round(disk / 1e6, 1),
    }


def plot(rows: list[dict[str, Any]], path: Path) -> None:
    """Draws build time, search and memory over size."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    sizes = [row["passages"] for row in rows]
    panels = (
        ("Building the index, seconds", [("build_s", "build")]),
        ("One search, milliseconds", [("p95_ms", "95th percentile"), ("p50_ms", "median")]),
        ("Megabytes", [("memory_mb", "memory of the process"), ("disk_mb", "disk")]),
    )
    for axis, (title, lines) in zip(axes, panels, strict=True):
        for name, label in lines:
            axis.plot(sizes, [row[name] for row in rows], marker="o", label=label)
        axis.set(title=title, xlabel="passages", xscale="log", ylim=(0, None))
        axis.grid(alpha=0.3)
        if len(lines) > 1:
            axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    assert bundled("corpus").is_dir()
    main()
