"""Which quotes count as evidence: right ones that are lost, and quotes that are no evidence and get through.

    python -m benchmarks.evidence                both halves, with corpus questions and with nothing but the reference
    python -m benchmarks.evidence --words-only   the same by shared words alone, without the embedding model
    python -m benchmarks.evidence --lost         the right quotes that are lost

`data/quotes-*.jsonl` has, for key points that an answer of the benchmark meets in whole or in part, the verbatim quote
that a language model picked for it by hand. What is no evidence: for key points that an answer misses, each sentence of
answers that are off topic, waffle or speak to the grader, one of an honest answer, and one of an honest answer to
another question; and for every key point the question itself, and words that are not in the answer.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.whole_answers import Row, read
from interviewer.bootstrap import AppContext
from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.grader import GradingRequest
from interviewer.grading.llm.addressing import units_of
from interviewer.grading.llm.nearness import QuoteNearness
from interviewer.grading.llm.support import Support
from interviewer.settings import load_settings

HONEST = ("expert", "spoken", "terse", "bullets", "slips", "rambling", "formulas")
SAYING_NOTHING = ("off_topic", "waffle", "to_the_grader")
MOST = 300
"""At most this many quotes of a kind that are no evidence."""


@dataclass(frozen=True)
class Case:
    """Quotes for one key point of one answer."""

    answer: str
    question: Question
    point: KeyPoint
    quotes: Sequence[str]


def main() -> None:
    """Prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--lost", action="store_true")
    options = parser.parse_args()
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    questions = context.corpus().by_id
    nearness = None if options.words_only else QuoteNearness(context.embedding.embedder(lambda *_: None).embed)
    rows = {row["id"]: row for row in read("whole-answers.jsonl")}
    for split in ("dev", "kept"):
        right = [
            case_of(rows[quoted["answer"]], questions, quoted["point"], quoted["quotes"])
            for quoted in read(f"quotes-{split}.jsonl")
        ]
        wrong = no_evidence([row for row in rows.values() if row["split"] == split], questions)
        for name, seen in (("corpus question", whole), ("bare reference", bare)):
            print(f"\n{split}, {name}")
            lost = [case for case in right if not counts(seen(case), nearness)]
            print(f"  right, lost{len(lost):>25} of {len(right):<4} {len(lost) / len(right):.3f}")
            for case in lost if options.lost else ():
                print(f"      {case.point.claim} | {' ... '.join(case.quotes)}")
            for kind, cases in wrong.items():
                taken = sum(counts(seen(case), nearness) for case in cases)
                print(f"  taken: {kind:<26}{taken:>4} of {len(cases):<4} {taken / len(cases):.3f}")


def case_of(row: Row, questions: Mapping[str, Question], point: str, quotes: Sequence[str]) -> Case:
    """The quotes of an answer of the benchmark for one key point of its question."""
    question = questions[row["question_id"]]
    return Case(row["answer"], question, next(found for found in question.key_points if found.id == point), quotes)


def whole(case: Case) -> Case:
    """The case as it is."""
    return case


def bare(case: Case) -> Case:
    """The case with a question of which only title, reference and claims are known."""
    points = tuple(replace(point, probe="") for point in case.question.key_points)
    question = replace(case.question, key_points=points, misconceptions=())
    return replace(case, question=question, point=replace(case.point, probe=""))


def counts(case: Case, nearness: QuoteNearness | None) -> bool:
    """Whether any of the quotes is evidence for the key point."""
    support = Support(GradingRequest(case.question, case.answer, case.question.title), nearness)
    return bool(support.point(case.quotes, case.point))


def no_evidence(rows: Sequence[Row], questions: Mapping[str, Question]) -> dict[str, list[Case]]:
    """Quotes that are no evidence, by kind, drawn with a fixed seed."""
    draw = random.Random(1)
    found: dict[str, list[Case]] = defaultdict(list)
    for kind, case in _drawn(rows, questions, draw.choice):
        found[kind].append(case)
    return {kind: draw.sample(cases, min(MOST, len(cases))) for kind, cases in found.items()}


def _drawn(
    rows: Sequence[Row], questions: Mapping[str, Question], choice: Callable[[Sequence[Row]], Row]
) -> Iterator[tuple[str, Case]]:
    for row in rows:
        question = questions[row["question_id"]]
        units = [{"text": unit.text.strip()} for unit in units_of(row["answer"]) if len(unit.text.split()) >= 3]
        for point in question.key_points:
            if not units or row["verdicts"][point.id] != "missed":
                continue
            if row["kind"] in SAYING_NOTHING:
                for unit in units:
                    yield row["kind"], case_of(row, questions, point.id, [unit["text"]])
            elif row["kind"] in HONEST:
                yield "honest, point missed", case_of(row, questions, point.id, [choice(units)["text"]])
                asked = replace(case_of(row, questions, point.id, [question.title]))
                yield "the question", replace(asked, answer=f"{question.title} {row['answer']}")
                yield "not in the answer", case_of(row, questions, point.id, [point.claim])
        if units and row["kind"] in HONEST:
            other = questions[choice([one for one in rows if one["question_id"] != question.id])["question_id"]]
            for point in other.key_points:
                yield "answer to another question", Case(row["answer"], other, point, [choice(units)["text"]])


if __name__ == "__main__":
    main()
