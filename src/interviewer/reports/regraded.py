"""What grading a session again has moved: the scores of each question, the verdicts of each answer, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.grading.score import rounded
from interviewer.interview.credit import Credit, credit_of_turn
from interviewer.interview.session import Exchange, ExchangePlace, PromptKind, Session, Turn
from interviewer.reports.changes import change_of
from interviewer.reports.marks import mark_of
from interviewer.reports.model import GradeChange, PointChange, VerdictReport
from interviewer.reports.readable import readable_line
from interviewer.reports.wording import percent
from interviewer.text import counted, one_line

ALREADY = "It was graded by this grader already."
GONE = "The corpus no longer has this question."


@dataclass(frozen=True)
class AnswerChange:
    """An answer with what moved, or with `kept`, why its grade was kept as it was."""

    kind: PromptKind
    change: GradeChange | None
    kept: str = ""


@dataclass(frozen=True)
class TurnChange:
    """A question, its number from 1, with its scores before and after, and its answers."""

    number: int
    title: str
    unaided_before: float | None
    aided_before: float | None
    unaided_after: float | None
    aided_after: float | None
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True)
class Regraded:
    """A session that was graded again, with the questions of which an answer could be."""

    session: str
    turns: tuple[TurnChange, ...]

    @property
    def count(self) -> int:
        """How many answers were graded again."""
        return sum(answer.change is not None for turn in self.turns for answer in turn.answers)


def regraded(before: Session, after: Session, kept: Mapping[ExchangePlace, str]) -> Regraded:
    """What moved between two states of a session; `kept` says of answers why their grade was not replaced."""
    turns = (_turn(at, one, other, kept) for at, (one, other) in enumerate(zip(before.turns, after.turns, strict=True)))
    return Regraded(before.plan.session_id, tuple(turn for turn in turns if turn.answers))


def text_lines(found: Regraded) -> Iterator[str]:
    """The same for reading, a line at a time."""
    kept = sum(bool(answer.kept) for turn in found.turns for answer in turn.answers)
    rest = f", {kept} kept as they were" if kept else ""
    yield f"Session {one_line(found.session)}: {counted(found.count, 'answer')} graded again{rest}."
    for turn in found.turns:
        yield f"{turn.number}. {readable_line(turn.title)}"
        yield f"   unaided {_moved(turn.unaided_before, turn.unaided_after)}"
        yield f"   aided   {_moved(turn.aided_before, turn.aided_after)}"
        for answer in turn.answers:
            yield from _answer_lines(answer)
    yield ""


def as_json(found: Sequence[Regraded]) -> list[dict[str, Any]]:
    """The same for programs."""
    from pydantic import TypeAdapter

    plain: list[dict[str, Any]] = TypeAdapter(list[Regraded]).dump_python(list(found), mode="json")
    return plain


def _turn(at: int, before: Turn, after: Turn, kept: Mapping[ExchangePlace, str]) -> TurnChange:
    was, now = credit_of_turn(before), credit_of_turn(after)
    answers = (
        _answer(one, other, kept.get(ExchangePlace(at, number), ""))
        for number, (one, other) in enumerate(zip(before.exchanges, after.exchanges, strict=True))
    )
    return TurnChange(
        number=at + 1,
        title=before.title,
        **_scores("before", was),
        **_scores("after", now),
        answers=tuple(answer for answer in answers if answer.change is not None or answer.kept),
    )


def _answer(before: Exchange, after: Exchange, kept: str) -> AnswerChange:
    grade = after.grade
    change = change_of(before.grade, grade) if grade is not None and grade is not before.grade else None
    return AnswerChange(before.prompt.kind, change, kept)


def _scores(when: str, credit: Credit) -> dict[str, Any]:
    scores = {"unaided": credit.unaided, "aided": credit.aided}
    return {f"{name}_{when}": None if score is None else rounded(score) for name, score in scores.items()}


def _answer_lines(answer: AnswerChange) -> Iterator[str]:
    if answer.change is None:
        yield f"   {answer.kind.label}: kept. {one_line(answer.kept)}"
        return
    yield f"   {answer.kind.label}: {_moved(answer.change.before, answer.change.after)}"
    for why in answer.change.why:
        yield f"     {one_line(why)}"
    moved = [point for point in answer.change.points if point.moved]
    for point in moved:
        yield from _point_lines(point)
    if not moved:
        yield "     No verdict moved."


def _point_lines(point: PointChange) -> Iterator[str]:
    yield f"     {one_line(point.id)}: {readable_line(point.claim)}"
    for when, verdict in (("before", point.before), ("after ", point.after)):
        yield f"       {when} {_verdict_line(verdict)}"


def _verdict_line(verdict: VerdictReport | None) -> str:
    if verdict is None:
        return "not a key point"
    said = "; ".join(f"“{one_line(words)}”" for words in verdict.words)
    why = f" ({one_line(verdict.reasoning)})" if verdict.reasoning else ""
    return f"{mark_of(verdict)}{f': {said}' if said else ''}{why}"


def _moved(before: float | None, after: float | None) -> str:
    was = "no score" if before is None else percent(before)
    now = "no score" if after is None else percent(after)
    return was if was == now else f"{was} → {now}"
