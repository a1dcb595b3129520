"""Answers with a label for each of their parts, to questions of which the answers benchmark has none.

They are there to be fitted on: `data/training-answers.jsonl`, a line an answer. A part is a sentence or a clause; its
labels say of a key point that it is stated ("k1+"), half stated ("k1~") or contradicted ("k1-"), and of a misconception
that it is stated ("m1+") or rejected ("m1-").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.whole_answers import read

FILE = "training-answers.jsonl"
LEFT_OUT = 6
"""The answers to one question in so many are not for the pair reader: they measure it, and the trees, which have to see
it as it is on questions that it does not know, are fitted on them."""
STATED, HALF, CONTRADICTED = "+", "~", "-"


@dataclass(frozen=True)
class Part:
    """A part of an answer: where it stands in it, and what it says of which key point or misconception."""

    start: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class TrainingAnswer:
    """An answer with its parts in order, and the mark that it was given as a whole, 0 to 1."""

    question_id: str
    kind: str
    text: str
    score: float
    parts: tuple[Part, ...]

    def label(self, about: str, start: int = 0, end: int | None = None) -> str:
        """What the stretch from `start` to `end` says of a key point or misconception; "" if it says nothing of it.

        Half of it, where one part states what another contradicts.
        """
        end = len(self.text) if end is None else end
        own = {
            label.removeprefix(about)
            for part in self.parts
            if part.start < end and start < part.end
            for label in part.labels
            if label[:-1] == about
        }
        if {STATED, CONTRADICTED} <= own:
            return HALF
        return next((sign for sign in (CONTRADICTED, STATED, HALF) if sign in own), "")


def training_answers() -> list[TrainingAnswer]:
    """All of them, in the order of the file."""
    return [_answer(row) for row in read(FILE)]


def left_out(answers: Iterable[TrainingAnswer]) -> set[str]:
    """The questions whose answers are not for the pair reader."""
    return set(sorted({answer.question_id for answer in answers})[::LEFT_OUT])


def _answer(row: dict[str, Any]) -> TrainingAnswer:
    text, parts = "", []
    for said, labels in row["parts"]:
        start = len(text) + (len(said) - len(said.lstrip()))
        text += said
        parts.append(Part(start, len(text), tuple(labels.split())))
    return TrainingAnswer(row["question_id"], row["kind"], text, row["score"], tuple(parts))


VERDICTS = {STATED: "met", HALF: "partial", CONTRADICTED: "contradicted", "": "missed"}


def row_of(answer: TrainingAnswer, points: Sequence[str], misconceptions: Sequence[str]) -> dict[str, Any]:
    """The answer as a row of the benchmark: a verdict for each key point, and the misconceptions that it states."""
    return {
        "question_id": answer.question_id,
        "kind": answer.kind,
        "answer": answer.text,
        "score": answer.score,
        "verdicts": {point: VERDICTS[answer.label(point)] for point in points},
        "misconceptions": [one for one in misconceptions if answer.label(one) == STATED],
    }
