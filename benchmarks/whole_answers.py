"""Whole answers of 22 kinds to 150 questions: how markers agree, and how near a grader comes to their marks.

    python -m benchmarks.whole_answers --markers           the second marking beside the first
    python -m benchmarks.whole_answers --split dev|kept    the similarity grader, one cosine, and the mean mark
    ... --set own-words                                    the same on the answers in their writers' own words
    ... --set short-answers                                on answers of one to five sentences
    ... --set strangers --split kept|known                 and on those of strangers, in the mixture of a working day

What each figure is, and how the answers were made: docs/answers-benchmark.md.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.bootstrap import AppContext
from interviewer.grading.evaluation.formulas import Scores, interval, pairs_in_order, pearson, rmse
from interviewer.grading.grader import GradingRequest
from interviewer.settings import load_settings

DATA = Path(__file__).parent / "data"
WEAK_AT_MOST = 0.25
"""An answer whose mark is at most this is weak: it should not reach half marks."""

Row = dict[str, Any]
Scorers = dict[str, Callable[[Row], float]]
Measure = Callable[[Scores], float | None]


def main() -> None:
    """Prints the table that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markers", action="store_true")
    parser.add_argument("--split", choices=("dev", "kept", "known"), default="dev")
    parser.add_argument(
        "--set", choices=("whole-answers", "own-words", "short-answers", "strangers"), default="whole-answers"
    )
    options = parser.parse_args()
    if options.markers:
        compare_markers({row["id"]: row for row in read("whole-answers.jsonl")}, read("whole-answers-second.jsonl"))
        return
    rows = [row for row in read(f"{options.set}.jsonl") if row["split"] == options.split]
    if not rows:
        parser.error(f"The set {options.set} has no answers of the split {options.split}.")
    compare_graders(rows, [row for row in read("whole-answers.jsonl") if row["split"] == "dev"])


def read(name: str) -> list[Row]:
    """The rows of a file of `data/`."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def compare_markers(first: dict[str, Row], second: Sequence[Row]) -> None:
    """Prints how far two markers agree on marks, on verdicts and on misconceptions."""
    marks = [(first[row["id"]]["score"], row["score"]) for row in second]
    print(f"{len(second)} answers marked twice: r {pearson(marks):.3f}, rmse {rmse(marks):.3f}")
    verdicts = [
        (first[row["id"]]["verdicts"][point], given) for row in second for point, given in row["verdicts"].items()
    ]
    same = np.mean([one == other for one, other in verdicts])
    print(f"{len(verdicts)} verdicts: the same {same:.3f}, Cohen's kappa {kappa(verdicts):.3f}")
    wrong = [set(first[row["id"]]["misconceptions"]) == set(row["misconceptions"]) for row in second]
    print(f"the same misconceptions: {np.mean(wrong):.3f} of the answers")


def compare_graders(rows: Sequence[Row], fitted: Sequence[Row]) -> None:
    """Prints how near the similarity grader and its rivals come to the marks, and its mean score by kind.

    Two rivals know nothing of what an answer says: the mean mark of the rows `fitted`, and a line through their marks
    by the logarithm of an answer's length.
    """
    marks, known = np.array([row["score"] for row in rows]), np.array([row["score"] for row in fitted])
    slope, start = np.polyfit([log_of_length(row) for row in fitted], known, 1)
    scorers: Scorers = {
        **scorers_of(),
        "mean of dev": lambda _: float(known.mean()),
        "length": lambda row: start + slope * log_of_length(row),
    }
    print(f"{rows[0]['split']}: {len(rows)} answers to {len({row['question_id'] for row in rows})} questions")
    given = {name: np.array([score(row) for row in rows]) for name, score in scorers.items()}
    for name, scores in given.items():
        print(f"\n{name}")
        for measure, value in measures(rows, marks, scores).items():
            print(f"  {measure:<28}{value}")
    print("\nmean score of the similarity grader, and mean mark, by kind")
    of_kind: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_kind[row["kind"]].append(at)
    for kind, own in sorted(of_kind.items(), key=lambda item: -float(np.mean(marks[item[1]]))):
        print(f"  {kind:<18}{len(own):>4}{np.mean(given['similarity grader'][own]):7.2f}{np.mean(marks[own]):7.2f}")


def log_of_length(row: Row) -> float:
    """The natural logarithm of the number of words of an answer."""
    return float(np.log(1 + len(row["answer"].split())))


def scorers_of() -> Scorers:
    """The similarity grader, and one cosine of answer and reference."""
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    corpus, embedder = context.corpus(), context.embedding.embedder(lambda *_: None)
    grader = context.quick_grader(lambda *_: None)

    def by_grader(row: Row) -> float:
        question = corpus.by_id[row["question_id"]]
        return grader.grade(GradingRequest(question, row["answer"], question.title)).score or 0.0

    def by_cosine(row: Row) -> float:
        one, other = embedder.embed([row["answer"], corpus.by_id[row["question_id"]].reference])
        return float(one @ other)

    return {"similarity grader": by_grader, "one cosine": by_cosine}


def measures(rows: Sequence[Row], marks: Scores, scores: Scores) -> dict[str, str]:
    """Each figure in words; those of r and rmse with the interval that 95 of 100 resamples of questions keep to."""
    pairs = np.column_stack([marks, scores])
    weak, strong = marks <= WEAK_AT_MOST, marks >= 1 - WEAK_AT_MOST
    return {
        "r": with_interval(rows, marks, scores, pearson),
        "rmse": with_interval(rows, marks, scores, rmse),
        "bias": f"{np.mean(scores - marks):+.3f}",
        "pairs in order": f"{pairs_in_order([pairs[at] for at in places(rows)]):.3f}",
        "weak at half marks or more": f"{np.mean(scores[weak] >= 0.5):.3f}",
        "strong below half marks": f"{np.mean(scores[strong] < 0.5):.3f}",
    }


def with_interval(rows: Sequence[Row], marks: Scores, scores: Scores, measure: Measure) -> str:
    """A measure with its bootstrap interval, questions drawn whole: answers to one question are not independent."""
    pairs = np.column_stack([marks, scores])
    found = interval(places(rows), lambda drawn: measure(pairs[np.concatenate(drawn)]), Random(1))
    low, high = found or (np.nan, np.nan)
    value = measure(pairs)
    return f"{np.nan if value is None else value:.3f} ({low:.3f} to {high:.3f})"


def places(rows: Sequence[Row]) -> list[NDArray[np.intp]]:
    """Where the answers to each question stand."""
    of_question: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_question[row["question_id"]].append(at)
    return [np.array(at) for at in of_question.values()]


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of verdicts given twice: agreement beyond what the two markers' frequencies give by chance."""
    observed = sum(one == other for one, other in pairs) / len(pairs)
    names = {name for pair in pairs for name in pair}
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    chance = sum(ones.count(name) * others.count(name) for name in names) / len(pairs) ** 2
    return (observed - chance) / (1 - chance)


if __name__ == "__main__":
    main()
