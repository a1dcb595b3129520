"""How closely a program's marks of exercises in people's words agree with an examiner's.

    python -m benchmarks.exercise_words [--split kept] [--verbose]

`data/exercise-words.jsonl` has 317 answers to the debug, estimate and derive exercises, typed as candidates do (running
text, notes, bits of code, LaTeX, Unicode, confident and wrong), each with a mark for each fault, value or formula: 1
found, 0.5 near or only named, 0 not. One hand of a language model wrote and marked the answers of a kind; it had not
written the exercises nor seen the program. What reads them was worked on with the development half; the kept half was
looked at three times.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from statistics import fmean

from benchmarks.whole_answers import Row, read
from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.exercises.debug import ReadsReasons, mark_debug
from interviewer.exercises.derive import mark_derivation
from interviewer.exercises.estimate import mark_estimate
from interviewer.exercises.marks import Marks
from interviewer.exercises.running import HiddenTests
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.running import Author, Runner
from interviewer.settings import load_settings

_CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5}


@dataclass(frozen=True)
class Mark:
    """A fault, value or formula by its name: what the examiner gives for it, 0..1, and the program's verdict."""

    name: str
    wanted: float
    verdict: PointVerdict

    @property
    def got(self) -> float:
        """What the program's verdict gives for it, 0..1."""
        return _CREDIT.get(self.verdict.verdict, 0.0)


@dataclass(frozen=True)
class Answer:
    """One answer: per mark, the examiner's and the program's, and the share of the weight by each."""

    kind: str
    style: str
    marks: Sequence[tuple[float, float]]
    wanted: float
    given: float


def main() -> None:
    """Prints a table in Markdown, a row a style of each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=("dev", "kept"), default="dev")
    parser.add_argument("--verbose", action="store_true", help="each mark that differs")
    parsed = parser.parse_args()
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    found = compared(context, parsed.split, verbose=parsed.verbose)
    print("| kind | style | answers | examiner | program | rmse | found in full | met though not found |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, of_kind in groupby(found, key=lambda one: one.kind):
        styles: defaultdict[str, list[Answer]] = defaultdict(list)
        for one in of_kind:
            styles[one.style].append(one)
        for style, answers in styles.items():
            print(f"| {kind} | {style} | {_row(answers)} |")


def compared(context: AppContext, split: str, *, verbose: bool = False) -> list[Answer]:
    """The answers of one half, marked."""
    progress = _ignore
    reasons = context.worded_reasons(progress)
    found = []
    for row in read("exercise-words.jsonl"):
        if row["split"] != split:
            continue
        question = context.corpus().by_id[row["question_id"]]
        marks = marks_of(question, row, reasons)
        for mark in marks if verbose else ():
            if mark.wanted != mark.got:
                told = f"{mark.wanted}, not {mark.got}. {mark.verdict.reasoning}"
                print(f"{question.id} {row['style']} {mark.name}: {told}")
        weight = sum(mark.verdict.weight for mark in marks)
        found.append(
            Answer(
                row["kind"],
                row["style"],
                [(mark.wanted, mark.got) for mark in marks],
                sum(mark.verdict.weight * mark.wanted for mark in marks) / weight,
                sum(mark.verdict.weight * (mark.verdict.expected or 0.0) for mark in marks) / weight,
            )
        )
    return found


def marks_of(question: Question, row: Row, reasons: ReadsReasons) -> list[Mark]:
    """What the examiner and the program give for each fault, value or formula of the exercise that a row answers."""
    verdicts = _marked(question, row["text"], reasons).verdicts
    checks = ((point.check, verdict) for point, verdict in zip(question.key_points, verdicts, strict=True))
    named = ((check.fault or check.value or check.formula, verdict) for check, verdict in checks if check is not None)
    return [Mark(name, float(row["marks"][name]), verdict) for name, verdict in named]


def _marked(question: Question, answer: str, reasons: ReadsReasons) -> Marks:
    """The marks of an answer in words, which runs nothing."""

    def no_runner() -> Runner:
        raise AssertionError("an answer in words runs nothing")

    if question.kind == "debug":
        return mark_debug(question, answer, HiddenTests(no_runner, Author.ONESELF), lambda: reasons)
    return mark_estimate(question, answer) if question.kind == "estimate" else mark_derivation(question, answer)


def _row(answers: Sequence[Answer]) -> str:
    marks = [pair for one in answers for pair in one.marks]
    full = [got == 1 for wanted, got in marks if wanted == 1]
    others = [got == 1 for wanted, got in marks if wanted < 1]
    error = sqrt(fmean((one.wanted - one.given) ** 2 for one in answers))
    wanted, given = fmean(one.wanted for one in answers), fmean(one.given for one in answers)
    return (
        f"{len(answers)} | {wanted:.2f} | {given:.2f} | {error:.2f} | {sum(full)} of {len(full)} | "
        f"{sum(others)} of {len(others)}"
    )


def _ignore(*_: object) -> None:
    """Nobody waits for the model to load here."""


if __name__ == "__main__":
    main()
