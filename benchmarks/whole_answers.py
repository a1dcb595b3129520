"""Whole answers of 22 kinds to 150 questions: how markers agree, and how near a grader comes to their marks.

    python -m benchmarks.whole_answers --markers           the second marking beside the first
    python -m benchmarks.whole_answers --split dev|kept    the similarity grader, one cosine, and the mean mark

What each figure is, and how the answers were made: docs/answers-benchmark.md.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.bootstrap import AppContext
from interviewer.grading.grader import GradingRequest
from interviewer.settings import load_settings

DATA = Path(__file__).parent / "data"
WEAK_AT_MOST = 0.25
"""An answer whose mark is at most this is weak: it should not reach half marks."""
RESAMPLES = 1000

Row = dict[str, Any]
Scores = NDArray[np.float64]


def main() -> None:
    """Prints the table that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markers", action="store_true")
    parser.add_argument("--split", choices=("dev", "kept"), default="dev")
    options = parser.parse_args()
    rows = read("whole-answers.jsonl")
    if options.markers:
        compare_markers({row["id"]: row for row in rows}, read("whole-answers-second.jsonl"))
    else:
        compare_graders([row for row in rows if row["split"] == options.split], options.split)


def read(name: str) -> list[Row]:
    """The rows of a file of `data/`."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def compare_markers(first: dict[str, Row], second: Sequence[Row]) -> None:
    """Prints how far two markers agree on marks, on verdicts and on misconceptions."""
    ones = np.array([first[row["id"]]["score"] for row in second])
    others = np.array([row["score"] for row in second])
    print(f"{len(second)} answers marked twice: r {correlation(ones, others):.3f}, rmse {rmse(ones, others):.3f}")
    verdicts = [
        (first[row["id"]]["verdicts"][point], given) for row in second for point, given in row["verdicts"].items()
    ]
    same = np.mean([one == other for one, other in verdicts])
    print(f"{len(verdicts)} verdicts: the same {same:.3f}, Cohen's kappa {kappa(verdicts):.3f}")
    wrong = [set(first[row["id"]]["misconceptions"]) == set(row["misconceptions"]) for row in second]
    print(f"the same misconceptions: {np.mean(wrong):.3f} of the answers")


def compare_graders(rows: Sequence[Row], split: str) -> None:
    """Prints how near the similarity grader and its rivals come to the marks, and its mean score by kind."""
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    corpus, embedder = context.corpus(), context.embedder(lambda *_: None)
    grader = context.quick_grader(lambda *_: None)

    def by_grader(row: Row) -> float:
        question = corpus.by_id[row["question_id"]]
        return grader.grade(GradingRequest(question, row["answer"], question.title)).score or 0.0

    def by_cosine(row: Row) -> float:
        one, other = embedder.embed([row["answer"], corpus.by_id[row["question_id"]].reference])
        return float(one @ other)

    marks = np.array([row["score"] for row in rows])
    mean = float(np.mean([row["score"] for row in read("whole-answers.jsonl") if row["split"] == "dev"]))
    scorers: dict[str, Callable[[Row], float]] = {
        "similarity grader": by_grader,
        "one cosine": by_cosine,
        "mean of dev": lambda _: mean,
    }
    print(f"{split}: {len(rows)} answers to {len({row['question_id'] for row in rows})} questions")
    given = {name: np.array([score(row) for row in rows]) for name, score in scorers.items()}
    for name, scores in given.items():
        print(f"\n{name}")
        for measure, value in measures(rows, marks, scores).items():
            print(f"  {measure:<28}{value}")
    print("\nmean score of the similarity grader, and mean mark, by kind")
    of_kind: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_kind[row["kind"]].append(at)
    for kind, at in sorted(of_kind.items(), key=lambda item: -float(np.mean(marks[item[1]]))):
        print(f"  {kind:<18}{len(at):>4}{np.mean(given['similarity grader'][at]):7.2f}{np.mean(marks[at]):7.2f}")


def measures(rows: Sequence[Row], marks: Scores, scores: Scores) -> dict[str, str]:
    """Each figure in words; those of r and rmse with the interval that 95 of 100 resamples of questions keep to."""
    weak, strong = marks <= WEAK_AT_MOST, marks >= 1 - WEAK_AT_MOST
    return {
        "r": with_interval(rows, marks, scores, correlation),
        "rmse": with_interval(rows, marks, scores, rmse),
        "bias": f"{np.mean(scores - marks):+.3f}",
        "pairs in order": f"{pairs_in_order(rows, marks, scores):.3f}",
        "weak at half marks or more": f"{np.mean(scores[weak] >= 0.5):.3f}",
        "strong below half marks": f"{np.mean(scores[strong] < 0.5):.3f}",
    }


def with_interval(
    rows: Sequence[Row], marks: Scores, scores: Scores, measure: Callable[[Scores, Scores], float]
) -> str:
    """A measure with its bootstrap interval, questions drawn whole: answers to one question are not independent."""
    of_question: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_question[row["question_id"]].append(at)
    groups = [np.array(at) for at in of_question.values()]
    draw = np.random.default_rng(1)
    found = []
    for _ in range(RESAMPLES):
        at = np.concatenate([groups[n] for n in draw.integers(len(groups), size=len(groups))])
        found.append(measure(marks[at], scores[at]))
    low, high = np.nanquantile(found, (0.025, 0.975))
    return f"{measure(marks, scores):.3f} ({low:.3f} to {high:.3f})"


def pairs_in_order(rows: Sequence[Row], marks: Scores, scores: Scores) -> float:
    """Of the pairs of answers to one question whose marks are 0.2 or more apart, the share in order; a tie is half."""
    won: list[float] = []
    for one, other in combinations(range(len(rows)), 2):
        if rows[one]["question_id"] == rows[other]["question_id"] and abs(marks[one] - marks[other]) >= 0.2:
            won.append(float(np.sign(scores[one] - scores[other]) * np.sign(marks[one] - marks[other])) / 2 + 0.5)
    return float(np.mean(won))


def correlation(ones: Scores, others: Scores) -> float:
    """Pearson's r; NaN where one of them is constant."""
    if not np.std(ones) or not np.std(others):
        return float("nan")
    return float(np.corrcoef(ones, others)[0, 1])


def rmse(ones: Scores, others: Scores) -> float:
    """The root of the mean squared difference."""
    return float(np.sqrt(np.mean((ones - others) ** 2)))


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of verdicts given twice: agreement beyond what the two markers' frequencies give by chance."""
    observed = sum(one == other for one, other in pairs) / len(pairs)
    names = {name for pair in pairs for name in pair}
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    chance = sum(ones.count(name) * others.count(name) for name in names) / len(pairs) ** 2
    return (observed - chance) / (1 - chance)


if __name__ == "__main__":
    main()
