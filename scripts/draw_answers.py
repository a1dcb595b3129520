"""Draws the answers of `doctor --grader` that come from the kept half of the answers benchmark:

    python -m scripts.draw_answers

Two of each kind that the hand-written answers lack, each to a question of its own, are written beside these as
`drawn.jsonl`, with the verdicts of the benchmark as labels. No grader is fitted on the kept half.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.grading.evaluation import answers
from interviewer.paths import bundled

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "data" / "whole-answers.jsonl"
TARGET = Path(answers.__file__).with_name(answers.DRAWN)
ROUNDS = 2
SEED = 12


def main() -> None:
    """Writes the file and prints how many answers it has."""
    rows = [json.loads(line) for line in BENCHMARK.read_text(encoding="utf-8").splitlines()]
    questions = read_corpus([bundled("corpus")]).by_id
    lines = [json.dumps(labelled(row, questions[row["question_id"]]), ensure_ascii=False) for row in drawn(rows)]
    TARGET.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} answers")


def drawn(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The drawn rows: one of each kind, then another of each, no two to the same question."""
    kept = [row for row in rows if row["split"] == "kept"]
    Random(SEED).shuffle(kept)  # noqa: S311 - a draw, no secret
    asked: set[str] = set()
    for _ in range(ROUNDS):
        for kind in answers.DRAWN_KINDS:
            row = next(r for r in kept if named(r["kind"]) == kind and r["question_id"] not in asked)
            asked.add(row["question_id"])
            yield row


def labelled(row: dict[str, Any], question: Question) -> dict[str, Any]:
    """A row of the benchmark as a labelled answer; each label is for the claim as it is worded."""
    labels = {
        point.id: {"verdict": row["verdicts"][point.id], "claim": answers.fingerprint(point.claim)}
        for point in question.key_points
    }
    return {
        "id": row["id"],
        "question_id": row["question_id"],
        "kind": named(row["kind"]),
        "answer": row["answer"],
        "labels": labels,
    }


def named(kind: str) -> str:
    """What the benchmark's kind is called among the labelled answers."""
    return kind.replace("_", "-")


if __name__ == "__main__":
    main()
