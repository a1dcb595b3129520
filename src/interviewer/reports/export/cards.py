"""What an Anki card says: one weak key point, with what leads to it and what it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from interviewer.corpus.question import KeyPoint, Kind, Question
from interviewer.interview.programs import numbered
from interviewer.interview.session import Session
from interviewer.learning.days import day_of
from interviewer.learning.weak import WeakPoint
from interviewer.reports.escaping import fenced
from interviewer.reports.question_file import file_of
from interviewer.reports.solution import solution_parts
from interviewer.text import one_line

MOST_OF_ANSWER = 1_000
"""Characters of the last answer that a card repeats."""


@dataclass(frozen=True)
class Card:
    """A card. `probe`, `reference` and `source` are empty for a key point that the corpus no longer has.

    `question`, `probe`, `claim` and `reference` are Markdown of the corpus. `answer` is what was last answered, cut to
    MOST_OF_ANSWER; `judged` says what came of it, when, and who judged.
    """

    question_id: str
    point: str
    topic: str
    question: str
    probe: str
    claim: str
    reference: str
    source: str
    answer: str
    judged: str


def cards_of(
    weak: Iterable[WeakPoint], questions: Mapping[str, Question], sessions: Mapping[str, Session]
) -> Iterator[Card]:
    """A card for each weak key point, from the corpus as it is; `sessions` are those of the attempts, by id."""
    for one in weak:
        attempt, seen = one.attempt, one.seen
        question = questions.get(attempt.question_id)
        point = _point_in(question, one) if question else None
        answer = sessions[attempt.session_id].turns[attempt.number - 1].exchanges[0].answer or ""
        graders = " and ".join(map(str, attempt.graders))
        yield Card(
            question_id=attempt.question_id,
            point=point.id if point else seen.point,
            topic=attempt.topic,
            question=_front(question) if question else attempt.wording,
            probe=point.probe if point else "",
            claim=point.claim if point else seen.claim,
            reference=_back(question) if question else "",
            source=file_of(question) if question else "",
            answer=answer if len(answer) <= MOST_OF_ANSWER else f"{answer[:MOST_OF_ANSWER]}…",
            judged=one_line(f"{seen.unaided} on {day_of(attempt.at)}, by {graders}"),
        )


def _front(question: Question) -> str:
    """The question; of an exercise its task too, and the program that is to be debugged."""
    exercise = question.exercise
    if exercise is None:
        return question.title
    program = [_block(numbered(exercise.starter))] if question.kind is Kind.DEBUG else []
    return "\n\n".join((question.title, exercise.task.strip(), *program))


def _back(question: Question) -> str:
    """The reference answer; of an exercise its solution too."""
    told = [question.reference]
    for part in solution_parts(question):
        lines = "\n".join(f"- {line}" for line in part.lines)
        told += [f"**{part.heading}**", *([lines] if lines else []), *([_block(part.code)] if part.code else [])]
    return "\n\n".join(told)


def _block(program: str) -> str:
    return "\n".join(fenced(program.rstrip()))


def _point_in(question: Question, weak: WeakPoint) -> KeyPoint | None:
    """The key point as the corpus has it: by its claim, as points may have moved within their file, else by its id."""
    points = question.key_points
    by_claim = (point for point in points if point.claim == weak.seen.claim)
    by_id = (point for point in points if point.id == weak.seen.point)
    return next(by_claim, None) or next(by_id, None)
