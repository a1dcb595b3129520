"""What the program costs next to what one would otherwise write: sentence-transformers and one cosine.

    python benchmarks/compare.py [--runs 5] [--answers 3000] [--asag ../shared/asag]

Whole processes, alternating, medians of one run; memory is the largest resident set of a process. The other side of
each row is a script of ten lines that loads the same model by sentence-transformers, embeds the answer and the
reference (or the query), and takes their cosine: no key points, no evidence, no misconceptions. Needs the extra:
uv sync --extra torch.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.answers_many import interviews, students
from benchmarks.startup import ANSWER, _inside, _until

_BY_HAND = """
import json, sys
import numpy as np
from sentence_transformers import SentenceTransformer
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.search.embedding.folder import bundled_folder
model = SentenceTransformer(str(bundled_folder()), device="cpu")
if sys.argv[1] == "search":
    references = np.load(sys.argv[2])
    print((references @ model.encode(sys.argv[3], normalize_embeddings=True)).argsort()[::-1][:5])
else:
    questions = read_corpus([bundled("corpus")]).by_id
    rows = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
    wanted = [row.get("reference") or questions[row["question_id"]].reference for row in rows]
    distinct = list(dict.fromkeys(wanted))
    known = dict(zip(distinct, model.encode(distinct, normalize_embeddings=True)))
    answers = model.encode([row["answer"] for row in rows], normalize_embeddings=True, batch_size=32)
    for row, answer, reference in zip(rows, answers, wanted):
        print(json.dumps({"id": row["id"], "score": float(answer @ known[reference])}))
"""


@dataclass(frozen=True)
class Cost:
    """What a process used."""

    seconds: float
    megabytes: float


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--answers", type=int, default=3000)
    parser.add_argument("--asag", type=Path, default=Path("../shared/asag"))
    options = parser.parse_args()
    options.asag = options.asag.absolute()
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        os.environ["PYTHONPATH"] = str(Path.cwd() / "src")
        os.chdir(home)
        prepare()
        print("| what | interviewer | sentence-transformers, one cosine | ratio | target |\n|---|---|---|---|---|")
        cold(options.runs)
        bulk("interview answers, 53 words", islice(interviews(), options.answers), 150)
        if options.asag.is_dir():
            bulk("students' answers, 17 words", islice(students(options.asag), 2 * options.answers), 150)
        screens(options.runs)


def prepare() -> None:
    """An index, the model's ONNX file, and the files that both sides read."""
    cost(["-m", "interviewer", "search", "dropout"])
    Path("one.jsonl").write_text(json.dumps({"id": 1, "question_id": "dropout", "answer": ANSWER}) + "\n")
    Path("by_hand.py").write_text(_BY_HAND)
    code = (
        "import numpy as np; np.save('references.npy', np.random.default_rng(0).normal(size=(5000, 384)).astype('f4'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def cold(runs: int) -> None:
    """One answer and one query, each in a process of its own."""
    for what, ours, other, seconds, megabytes in (
        ("grade one answer", ["grade", "one.jsonl"], ["grade", "one.jsonl"], 1.0, 250),
        ("search once", ["search", "why dropout"], ["search", "references.npy", "why dropout"], 0.8, None),
    ):
        pairs = [(cost(["-m", "interviewer", *ours]), cost(["by_hand.py", *other])) for _ in range(runs)]
        mine, theirs = (median(pair[side].seconds for pair in pairs) for side in (0, 1))
        row(f"{what}, cold", mine, theirs, "s", seconds)
        mine, theirs = (median(pair[side].megabytes for pair in pairs) for side in (0, 1))
        row(f"{what}, memory", mine, theirs, "MB", megabytes)


def bulk(what: str, lines: islice[dict[str, str]], target: float) -> None:
    """Many answers, start of the processes included."""
    rows = list(lines)
    Path("many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in rows))
    ours = cost(["-m", "interviewer", "grade", "many.jsonl", "--out", "out.jsonl"])
    Path("out.jsonl").unlink()
    other = cost(["by_hand.py", "grade", "many.jsonl"])
    row(f"grade {len(rows)} {what}", len(rows) / ours.seconds, len(rows) / other.seconds, "/s", -target)
    row("the same, memory of the largest process", ours.megabytes, other.megabytes, "MB", None)


def screens(runs: int) -> None:
    """The screen, which has no counterpart."""
    first = median(_until("Question 1 of", "--count", "1") for _ in range(runs))
    stall, ready, quickest, slowest = _inside()
    for what, seconds, target in (
        ("launch to first question", first, 0.8),
        ("launch to ready grader", ready, 1.5),
        ("100 words to feedback, slowest of a session", slowest, 0.3),
        ("100 words to feedback, quickest", quickest, 0.3),
        ("worst event-loop stall while warming up", stall, 0.25),
    ):
        print(f"| {what} | {seconds:.2f} s | | | {_target(seconds, target)} |", flush=True)


def cost(command: Sequence[str]) -> Cost:
    """What a Python process with these arguments uses."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return Cost(time.perf_counter() - began, usage.ru_maxrss / 1024)


def row(what: str, ours: float, other: float, unit: str, target: float | None) -> None:
    """Prints a row; a negative target is a rate to reach."""
    digits = 2 if unit == "s" else 0
    print(
        f"| {what} | {ours:,.{digits}f} {unit} | {other:,.{digits}f} {unit} | {other / ours:.2f} | "
        f"{_target(ours, target)} |",
        flush=True,
    )


def _target(value: float, target: float | None) -> str:
    if target is None:
        return ""
    met = value >= -target if target < 0 else value <= target
    return f"{abs(target):g}, {'met' if met else 'MISSED'}"


if __name__ == "__main__":
    main()
