"""The similarity grader on hand-written answers of eight kinds, beside a single cosine to the reference answer.

    python benchmarks/grader_answers.py --data dev|kept [--show]

Pairs: within a question, how often the better answer scores above the worse one (a tie counts half), where
complete > terse, missing-one > shallow > wrong, pile, off-topic, addressed. Bad at half marks: of the last four
kinds, how many score 0.5 or more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import fmean

from interviewer.corpus.reader import read_corpus
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.grading.grader import GradingRequest
from interviewer.paths import bundled
from interviewer.search.model import load_embedder

TIERS = {
    "complete": 3,
    "terse": 2,
    "missing-one": 2,
    "shallow": 1,
    "wrong": 0,
    "pile": 0,
    "off-topic": 0,
    "addressed": 0,
}
DATA = Path(__file__).parent / "data"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", choices=("dev", "kept"), default="dev")
    parser.add_argument("--show", action="store_true", help="print each answer's score and verdicts")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (DATA / f"answers-{options.data}.jsonl").read_text().splitlines()]
    corpus = read_corpus([bundled("corpus")])
    embedder = load_embedder()
    grader = CheckedGrader(SimilarityJudge(corpus.questions, embedder), corpus.version, lambda: datetime.now(UTC))

    def by_grader(row: dict[str, str]) -> float:
        question = corpus.by_id[row["question_id"]]
        grade = grader.grade(GradingRequest(question, row["answer"], question.title))
        if options.show:
            print(f"{row['kind']:<12} {row['id']:<40} {grade.score}", [str(v.verdict) for v in grade.verdicts])
        return grade.score if grade.score is not None else 0.0

    def by_cosine(row: dict[str, str]) -> float:
        answer, reference = embedder.embed([row["answer"], corpus.by_id[row["question_id"]].reference])
        return max(0.0, float(answer @ reference))

    print(f"{len(rows)} answers, {options.data}")
    for name, score in (("similarity grader", by_grader), ("single cosine", by_cosine)):
        report(name, rows, score)


def report(name: str, rows: Sequence[dict[str, str]], score: Callable[[dict[str, str]], float]) -> None:
    """Prints a scorer's figures."""
    scores = [score(row) for row in rows]
    bad = [value for value, row in zip(scores, rows, strict=True) if TIERS[row["kind"]] == 0]
    print(f"\n{name}")
    print(f"  pairs in order      {100 * pairs_in_order(rows, scores):5.1f} of 100")
    print(f"  bad at half marks   {100 * fmean(value >= 0.5 for value in bad):5.1f} of 100")
    for kind in TIERS:
        values = [value for value, row in zip(scores, rows, strict=True) if row["kind"] == kind]
        print(f"  mean of {kind:<12}{fmean(values):5.2f}  at half marks {sum(v >= 0.5 for v in values)}/{len(values)}")


def pairs_in_order(rows: Sequence[dict[str, str]], scores: Sequence[float]) -> float:
    """The share of pairs of a question's answers, of different tiers, that the scores put in order."""
    points: list[float] = []
    for (row, score), (other, other_score) in combinations(zip(rows, scores, strict=True), 2):
        better = TIERS[row["kind"]] - TIERS[other["kind"]]
        if row["question_id"] == other["question_id"] and better:
            ahead = (score - other_score) * better
            points.append(1.0 if ahead > 0 else 0.5 if ahead == 0 else 0.0)
    return fmean(points)


if __name__ == "__main__":
    main()
