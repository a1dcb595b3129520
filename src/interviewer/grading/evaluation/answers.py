"""The labelled answers: what a careful senior engineer would say about each key point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from interviewer.corpus.question import Question
from interviewer.errors import CorpusError
from interviewer.grading.score import score_of
from interviewer.grading.verdict import PointVerdict, Verdict

_WRITTEN = "answers.jsonl"
DRAWN = "drawn.jsonl"
"""The answers that `python -m scripts.draw_answers` draws from the kept half of the answers benchmark."""

_LABELS = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED)
_FIELDS = {"id", "question_id", "kind", "answer", "labels"}


class AnswerKind(StrEnum):
    """What an answer is like, each kind a way in which a grader can go wrong."""

    EXPERT = "expert"
    TERSE = "terse"
    PARTIAL = "partial"
    FLUENT_WRONG = "fluent-wrong"
    NEGATED = "negated"
    KEYWORD_PILE = "keyword-pile"
    OFF_TOPIC = "off-topic"
    ECHO = "echo"
    EMPTY = "empty"
    INJECTION = "injection"
    SPOKEN = "spoken"
    BULLETS = "bullets"
    FORMULAS = "formulas"
    SLIPS = "slips"
    RAMBLING = "rambling"
    PARTIAL_DEEP = "partial-deep"
    HALF_RIGHT = "half-right"
    SHALLOW = "shallow"
    MISCONCEPTION = "misconception"
    NUMBERS_SWAPPED = "numbers-swapped"
    ROLES_SWAPPED = "roles-swapped"
    HEDGED = "hedged"
    MYTH_LIST = "myth-list"
    WAFFLE = "waffle"
    QUESTIONS = "questions"
    TO_THE_GRADER = "to-the-grader"


WRITTEN_KINDS = tuple(AnswerKind)[: tuple(AnswerKind).index(AnswerKind.SPOKEN)]
"""The kinds of the answers that were written for the doctor, each once to every one of its questions."""
DRAWN_KINDS = tuple(AnswerKind)[len(WRITTEN_KINDS) :]
"""The kinds of the answers that are drawn from the benchmark."""


@dataclass(frozen=True)
class Label:
    """The verdict on one key point; `claim` is the fingerprint of the key point's claim that it was given for."""

    verdict: Verdict
    claim: str


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer with a label for every key point of its question.

    `base` is the same text without the attack if the answer has one, else None; the labels are then those of `base`.
    """

    id: str
    question_id: str
    kind: AnswerKind
    answer: str
    labels: Mapping[str, Label]
    base: str | None = None


def fingerprint(claim: str) -> str:
    """The first 12 hex digits of a claim's SHA-256: it changes with any change of the words."""
    return hashlib.sha256(claim.encode()).hexdigest()[:12]


def packaged_answers() -> tuple[LabelledAnswer, ...]:
    """The answers that come with the program: those written for it, then those drawn from the benchmark.

    In both, any first few have as many kinds as possible. Raises CorpusError if they are damaged.
    """
    texts = (files(__package__).joinpath(name).read_text(encoding="utf-8") for name in (_WRITTEN, DRAWN))
    return parse_answers("".join(texts))


def parse_answers(text: str) -> tuple[LabelledAnswer, ...]:
    """The answers of a JSONL text. Raises CorpusError that names the line and what is wrong with it."""
    answers: list[LabelledAnswer] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            answers.append(_parse(json.loads(line), {answer.id for answer in answers}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CorpusError(
                f"Line {number} of the labelled answers cannot be used: {error}.", "Install the program again."
            ) from error
    return tuple(answers)


def misfits(answer: LabelledAnswer, questions: Mapping[str, Question]) -> list[str]:
    """Why the labels of an answer do not fit the questions as they are now; empty if they do."""
    question = questions.get(answer.question_id)
    if question is None:
        return [f"{answer.id}: there is no question {answer.question_id}"]
    points = {point.id: point for point in question.key_points}
    found = [f"{answer.id}: {name} is labelled but not a key point" for name in answer.labels if name not in points]
    for name, point in points.items():
        label = answer.labels.get(name)
        if label is None:
            found.append(f"{answer.id}: {name} has no label")
        elif label.claim != fingerprint(point.claim):
            found.append(f"{answer.id}: the claim of {name} has changed since it was labelled")
    return found


def fitting(
    answers: Iterable[LabelledAnswer], questions: Mapping[str, Question]
) -> tuple[tuple[LabelledAnswer, ...], tuple[str, ...]]:
    """The answers whose labels fit `questions`, and why the others do not."""
    kept: list[LabelledAnswer] = []
    why: list[str] = []
    for answer in answers:
        found = misfits(answer, questions)
        why += found
        if not found:
            kept.append(answer)
    return tuple(kept), tuple(why)


def expected_score(answer: LabelledAnswer, question: Question) -> float:
    """The score, 0..1, that the labels give by the rule of `grading/score.py`, misconceptions and criteria left out."""
    verdicts = [
        PointVerdict(point.id, point.claim, point.weight, answer.labels[point.id].verdict)
        for point in question.key_points
    ]
    score = score_of(verdicts)
    assert score is not None  # every key point has a label, and none of them is "not assessed"
    return score


def _parse(fields: Mapping[str, Any], taken: Collection[str]) -> LabelledAnswer:
    if not _FIELDS <= fields.keys() <= _FIELDS | {"base"}:
        raise ValueError(f"expected the fields {', '.join(sorted(_FIELDS))}, and base in an injection")
    answer = LabelledAnswer(
        id=_text(fields, "id"),
        question_id=_text(fields, "question_id"),
        kind=AnswerKind(_text(fields, "kind")),
        answer=_text(fields, "answer"),
        labels={name: _label(label) for name, label in fields["labels"].items()},
        base=_text(fields, "base") if "base" in fields else None,
    )
    if answer.id in taken:
        raise ValueError(f"the id {answer.id!r} appears twice")
    if (answer.base is None) != (answer.kind is not AnswerKind.INJECTION):
        raise ValueError("expected 'base' in an injection, and nowhere else")
    if answer.base is not None and (answer.base == answer.answer or answer.base not in answer.answer):
        raise ValueError("expected 'base' to be part of the answer")
    return answer


def _label(fields: Mapping[str, Any]) -> Label:
    verdict = Verdict(fields["verdict"])
    if verdict not in _LABELS:
        raise ValueError(f"expected a verdict of {', '.join(_LABELS)}")
    return Label(verdict, _text(fields, "claim"))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise TypeError(f"expected text in {name!r}")
    return value
