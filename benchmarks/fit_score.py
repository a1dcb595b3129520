"""Fits the numbers of the score's formula (grading/score.py) on verdicts and marks of the answers benchmark.

    python -m benchmarks.fit_score          the fit on the development half, and how near the score is on both
    python -m benchmarks.fit_score --check  the same, and ends with 1 unless the fitted numbers are the program's

Every combination of the steps below is tried on the development half; the one with the least squared error is taken.
The kept half is only reported on. The benchmark's verdicts have no evidence and no levels of criteria, so that how
criteria come in is a convention.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.whole_answers import Row, read
from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading import score
from interviewer.grading.evaluation.formulas import pearson, rmse
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict
from interviewer.settings import load_settings

STEPS: Mapping[str, Sequence[float]] = {
    "PARTIAL_CREDIT": (0.25, 0.5, 0.75),
    "WEIGHT_POWER": (0.0, 0.5, 1.0),
    "EARNED_POWER": (0.6, 0.7, 0.8, 0.9, 1.0),
    "CONTRADICTED_LOSS": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "MISCONCEPTION_LOSS": (0.0, 0.05, 0.1, 0.15, 0.2),
}
"""What is tried for each number: steps coarse enough to be said in a sentence."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """Answers as arrays: the weight of each key point, 0 where there is none, and 1 where it has that verdict."""

    weights: Values
    met: Values
    partial: Values
    contradicted: Values
    misconceptions: Values
    marks: Values


def main() -> int:
    """Prints fit and figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    questions = AppContext(load_settings(None).model_copy(update={"offline": True})).corpus().by_id
    rows = read("whole-answers.jsonl")
    fitted = fit(arrays([row for row in rows if row["split"] == "dev"], questions))
    for name, value in fitted.items():
        print(f"{name:<20}{value:g}")
    for split in ("dev", "kept"):
        chosen = [row for row in rows if row["split"] == split]
        marks = np.array([row["score"] for row in chosen])
        print(f"\n{split}: {len(chosen)} answers")
        tell("the program's score", np.array([shipped(row, questions[row["question_id"]]) for row in chosen]), marks)
        tell("share of weight, partial 1/2, -.15 each", np.array([plain(row, questions) for row in chosen]), marks)
    same = all(getattr(score, name) == value for name, value in fitted.items())
    print(f"\nThe program's numbers are {'these' if same else 'others'}.")
    return 0 if same or not options.check else 1


def tell(name: str, scores: Values, marks: Values) -> None:
    """Prints how near scores are to marks."""
    pairs = np.column_stack([marks, scores])
    print(f"  {name:<42}r {pearson(pairs):.3f}  rmse {rmse(pairs):.4f}  bias {np.mean(scores - marks):+.4f}")


def arrays(rows: Sequence[Row], questions: Mapping[str, Question]) -> Answers:
    """The answers of `rows`."""
    most = max(len(row["verdicts"]) for row in rows)
    shape = (len(rows), most)
    weights, of = np.zeros(shape), {verdict: np.zeros(shape) for verdict in Verdict}
    for number, row in enumerate(rows):
        for place, point in enumerate(questions[row["question_id"]].key_points):
            weights[number, place] = point.weight
            of[Verdict(row["verdicts"][point.id])][number, place] = 1
    return Answers(
        weights,
        of[Verdict.MET],
        of[Verdict.PARTIAL],
        of[Verdict.CONTRADICTED],
        np.array([len(row["misconceptions"]) for row in rows], dtype=float),
        np.array([row["score"] for row in rows]),
    )


def fit(answers: Answers) -> dict[str, float]:
    """The combination of STEPS with the least squared error; the first of equal ones."""
    combinations = [dict(zip(STEPS, values, strict=True)) for values in product(*STEPS.values())]
    errors = [float(np.mean((scores(answers, numbers) - answers.marks) ** 2)) for numbers in combinations]
    return combinations[int(np.argmin(errors))]


def scores(answers: Answers, numbers: Mapping[str, float]) -> Values:
    """The scores of answers by the program's formula with these numbers."""
    worth = np.where(answers.weights > 0, answers.weights ** numbers["WEIGHT_POWER"], 0.0)
    worth /= worth.sum(axis=1, keepdims=True)
    earned = (worth * (answers.met + numbers["PARTIAL_CREDIT"] * answers.partial)).sum(axis=1)
    wrong = (worth * answers.contradicted).sum(axis=1)
    right = (1 - numbers["CONTRADICTED_LOSS"] * wrong) * (1 - numbers["MISCONCEPTION_LOSS"]) ** answers.misconceptions
    return np.asarray(earned ** numbers["EARNED_POWER"] * right, dtype=np.float64)


def shipped(row: Row, question: Question) -> float:
    """The score that the program gives to an answer's recorded verdicts."""
    verdicts = [
        PointVerdict(point.id, point.claim, point.weight, Verdict(row["verdicts"][point.id]))
        for point in question.key_points
    ]
    found = [MisconceptionFound(name, "", "", ()) for name in row["misconceptions"]]
    return score.score_of(verdicts, found) or 0.0


def plain(row: Row, questions: Mapping[str, Question]) -> float:
    """The weighted share of key points, a partial half, 0.15 off for each misconception."""
    points = questions[row["question_id"]].key_points
    credit = {"met": 1.0, "partial": 0.5}
    earned = sum(point.weight * credit.get(row["verdicts"][point.id], 0.0) for point in points)
    return max(0.0, earned / sum(point.weight for point in points) - 0.15 * len(row["misconceptions"]))


if __name__ == "__main__":
    sys.exit(main())
