"""The similarity grader on hand-written answers of eight kinds, compared with a single cosine to the reference answer.

    python benchmarks/grader_answers.py --data dev|kept [--show]   answers in order, bad answers at half marks
    python benchmarks/grader_answers.py --points                   verdicts and a person's, on development answers
    python benchmarks/grader_answers.py --corpus                   what every question of the corpus must give
    python benchmarks/grader_answers.py --ratio                    the function-word ratio of piles and terse answers
    python benchmarks/grader_answers.py --held-out                 the two thresholds, fitted without each question

Pairs: within a question, how often the better answer scores above the worse one (a tie counts half), where
complete > terse, missing-one > shallow > wrong, pile, off-topic, addressed. Bad at half marks: of the last four
kinds, how many score 0.5 or more.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from interviewer.bootstrap import AppContext
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.evaluation import formulas
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.similarity import rules
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.grading.similarity.keyword_stuffing import function_word_ratio
from interviewer.grading.verdict import Verdict
from interviewer.paths import bundled
from interviewer.search.embedder import Embedder
from interviewer.settings import load_settings

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
    for name in ("points", "corpus", "ratio", "held-out"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--show", action="store_true", help="print each answer's score and verdicts")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (DATA / f"answers-{options.data}.jsonl").read_text().splitlines()]
    corpus = read_corpus([bundled("corpus")])
    embedder = AppContext(load_settings(None)).embedding.embedder(lambda *_: None)
    grader = CheckedGrader(SimilarityJudge(corpus.questions, embedder), corpus.version, lambda: datetime.now(UTC))

    chosen = {
        "points": lambda: report_points(rows, grader, corpus),
        "corpus": lambda: report_corpus(grader, corpus),
        "ratio": lambda: report_ratio(rows),
        "held_out": lambda: report_held_out(rows, grader, corpus),
    }
    asked = [report_it for name, report_it in chosen.items() if getattr(options, name)]
    for report_it in asked:
        report_it()
    if not asked:
        compare(rows, grader, corpus, embedder, show=options.show)


def compare(
    rows: Sequence[dict[str, Any]], grader: CheckedGrader, corpus: Corpus, embedder: Embedder, *, show: bool
) -> None:
    """Prints the figures of the grader next to those of a single cosine."""

    def by_grader(row: dict[str, str]) -> float:
        grade = grade_of(row["answer"], corpus.by_id[row["question_id"]], grader)
        if show:
            print(f"{row['kind']:<12} {row['id']:<40} {grade.score}", [str(v.verdict) for v in grade.verdicts])
        return grade.score if grade.score is not None else 0.0

    def by_cosine(row: dict[str, str]) -> float:
        answer, reference = embedder.embed([row["answer"], corpus.by_id[row["question_id"]].reference])
        return max(0.0, float(answer @ reference))

    print(f"{len(rows)} answers")
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


def report_points(rows: Sequence[dict[str, Any]], grader: CheckedGrader, corpus: Corpus) -> None:
    """Prints how often each verdict falls on key points that a person marked met, partial, contradicted or missed."""
    counts: Counter[tuple[str, str]] = Counter()
    accused = 0
    for row in rows:
        grade = grade_of(row["answer"], corpus.by_id[row["question_id"]], grader)
        accused += len(grade.misconceptions) if row["kind"] != "wrong" else 0
        for verdict in grade.verdicts:
            marked = [name for name in ("met", "partial", "contradicted") if verdict.point in row[name]]
            counts[marked[0] if marked else "missed", str(verdict.verdict)] += 1
    names = ("met", "partial", "missed", "contradicted")
    print("marked by a person   " + "".join(f"{name:>14}" for name in names))
    for marked_as in names:
        print(f"{marked_as:<21}" + "".join(f"{counts[marked_as, name]:>14}" for name in names))
    print(f"misconceptions found in answers that are not wrong: {accused}")


def report_corpus(grader: CheckedGrader, corpus: Corpus) -> None:
    """Prints the scores of reference answers, of unrelated ones, of misconceptions and of the question itself."""
    draw = random.Random(1)
    own, other, false, echo, accused = [], [], [], [], 0
    for question in corpus.questions:
        grade = grade_of(question.reference, question, grader)
        own.append(grade.score or 0.0)
        accused += len(grade.misconceptions) + sum(v.verdict is Verdict.CONTRADICTED for v in grade.verdicts)
        others = [one for one in corpus.questions if one.id != question.id]
        other += [grade_of(one.reference, question, grader).score or 0.0 for one in draw.sample(others, 3)]
        beliefs = " ".join(found.belief for found in question.misconceptions)
        false.append(grade_of(beliefs, question, grader).score or 0.0)
        echo.append(grade_of(f"{question.title} {question.title}", question, grader).score or 0.0)
    print(f"reference to its own question   mean {fmean(own):.3f}, least {min(own):.2f}; false accusations {accused}")
    above = 100 * fmean(value > 0.2 for value in other)
    print(
        f"reference to another question   mean {fmean(other):.3f}, most {max(other):.2f}, above 0.2: {above:.0f} of 100"
    )
    print(f"misconceptions as the answer    mean {fmean(false):.3f}, most {max(false):.2f}")
    print(f"the question as the answer      most {max(echo):.2f}")


def report_ratio(rows: Sequence[dict[str, Any]]) -> None:
    """Prints the range of the function-word ratio for each kind of answer."""
    for kind in TIERS:
        values = [function_word_ratio(row["answer"]) for row in rows if row["kind"] == kind]
        print(f"{kind:<12} {min(values):.2f} to {max(values):.2f}")


def report_held_out(rows: Sequence[dict[str, Any]], grader: CheckedGrader, corpus: Corpus) -> None:
    """Prints pairs in order where each question is scored with thresholds chosen on the other nine."""
    grid = [(met, partial) for met in (0.42, 0.45, 0.48, 0.51, 0.54) for partial in (0.34, 0.37, 0.4) if partial < met]
    scores: dict[tuple[float, float], list[float]] = {}
    kept = rules.MET, rules.PARTIAL
    for rules.MET, rules.PARTIAL in grid:  # type: ignore[misc]  # the one place that may try other numbers
        setting = (rules.MET, rules.PARTIAL)
        scores[setting] = [
            grade_of(row["answer"], corpus.by_id[row["question_id"]], grader).score or 0.0 for row in rows
        ]
    rules.MET, rules.PARTIAL = kept  # type: ignore[misc]
    names = sorted({row["question_id"] for row in rows})
    held = []
    for name in names:
        inside = [at for at, row in enumerate(rows) if row["question_id"] == name]
        rest = [at for at, row in enumerate(rows) if row["question_id"] != name]
        best = max(grid, key=lambda one: pairs_in_order([rows[at] for at in rest], [scores[one][at] for at in rest]))
        held.append(pairs_in_order([rows[at] for at in inside], [scores[best][at] for at in inside]))
        print(f"{name:<32} met {best[0]}, partial {best[1]}: {100 * held[-1]:.1f} of 100")
    print(f"mean {100 * fmean(held):.1f} of 100")


def grade_of(answer: str, question: Question, grader: CheckedGrader) -> Grade:
    """The grade of an answer to the question itself."""
    return grader.grade(GradingRequest(question, answer, question.title))


def pairs_in_order(rows: Sequence[dict[str, str]], scores: Sequence[float]) -> float:
    """The share of pairs of a question's answers, of different tiers, that the scores put in order."""
    of_question: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row, score in zip(rows, scores, strict=True):
        of_question[row["question_id"]].append((TIERS[row["kind"]], score))
    return formulas.pairs_in_order(of_question.values()) or 0.0


if __name__ == "__main__":
    main()
