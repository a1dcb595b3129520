"""Grading the answers of a saved session again: which can be, and the session with a new grade beside the old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from interviewer.corpus.question import Question
from interviewer.exercises.judge import VERSION as PROGRAM_VERSION
from interviewer.grading.checked import GATE_VERSION
from interviewer.grading.grade import Grade, Method
from interviewer.interview.session import Exchange, ExchangePlace, Session, Turn


@dataclass(frozen=True)
class GraderOfToday:
    """What the grades of the grader in use look like: `identity` has fields of their provenance, `rubric_of` gives the
    rubric that a question is graded by, None for a method that uses none."""

    method: Method
    identity: Mapping[str, str]
    rubric_of: Callable[[Question], str | None] = lambda _: None

    def gave(self, grade: Grade | None, question: Question) -> bool:
        """Whether it gave this grade, so that grading again would tell nothing new."""
        if grade is None or not grade.graded:
            return False
        given = grade.provenance
        if given.method is Method.GATE:
            return given.grader_version == GATE_VERSION and given.corpus_version == self.identity["corpus_version"]
        if given.method is Method.PROGRAM:
            return (given.grader_version, given.corpus_version) == (PROGRAM_VERSION, self.identity["corpus_version"])
        same = all(getattr(given, name) == value for name, value in self.identity.items())
        return given.method is self.method and same and given.rubric_version == self.rubric_of(question)


def regradable_places(session: Session) -> tuple[ExchangePlace, ...]:
    """The answers that can be graded again, in order: those with a score, and of finished questions also those whose
    grading failed or never ended. On an open question an interview still waits for the latter."""
    return tuple(
        ExchangePlace(at, number)
        for at, turn in enumerate(session.turns)
        for number, exchange in enumerate(turn.exchanges)
        if exchange.answer is not None and _can_be_regraded(exchange, turn)
    )


def with_new_grade(session: Session, place: ExchangePlace, grade: Grade) -> Session:
    """The session with a new grade at a place; one that it replaces is kept, unless it was a failed grading.

    Raises ValueError for a failed grading, which replaces nothing.
    """
    if not grade.graded:
        raise ValueError("A failed grading replaces no grade.")
    exchange = session.exchange_at(place)
    earlier = exchange.earlier_grades
    if exchange.grade is not None and exchange.grade.graded:
        earlier = (*earlier, exchange.grade)
    return session.with_exchange(place, replace(exchange, grade=grade, earlier_grades=earlier))


def _can_be_regraded(exchange: Exchange, turn: Turn) -> bool:
    return (exchange.grade is not None and exchange.grade.graded) or turn.closed_at is not None
