"""Every answer as one JSON object a line, with all that is stored of it; and the JSON Schema of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Hint, Mode, Remark, Session
from interviewer.models.chat import Usage
from interviewer.reports.schema import schema_text
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = "interviewer-answers/1"
"""Names the fields of a line. The number changes when a field is removed or means something else."""


@dataclass(frozen=True)
class AnswerLine:
    """A prompt with its answer and grades, and the turn and session that it was in.

    `turn` and `answer_number` count from 1. `exchange` has the prompt, the answer exactly as it was sent, None where
    there is none, its present grade, the grades that were replaced, and disputes. `unaided` and `aided` are the scores
    of the whole turn, 0..1. `hints` and `remarks` are those of the whole turn too, each with the index of the exchange
    that it was in; `runs` is how often its visible tests were run. `talk` is what the interviewer's words of the
    session used. Times are UTC.
    """

    format: str
    session: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    seed: int
    seconds_per_question: int | None
    question_ids: tuple[str, ...]
    closing: str
    talk: Usage
    turn: int
    question_id: str
    title: str
    topic: str
    asked_at: datetime
    closed_at: datetime | None
    skipped: bool
    unaided: float | None
    aided: float | None
    hints: tuple[Hint, ...]
    remarks: tuple[Remark, ...]
    runs: int
    answer_number: int
    exchange: Exchange


def answer_lines(session: Session) -> Iterator[AnswerLine]:
    """The lines of a session, in the order in which it went on."""
    plan = session.plan
    for turn_number, turn in enumerate(session.turns, start=1):
        credit = credit_of_turn(turn)
        for number, exchange in enumerate(turn.exchanges, start=1):
            yield AnswerLine(
                format=FORMAT,
                session=plan.session_id,
                mode=plan.mode,
                started_at=plan.started_at,
                finished_at=session.finished_at,
                seed=plan.seed,
                seconds_per_question=plan.seconds_per_question,
                question_ids=plan.question_ids,
                closing=session.closing,
                talk=session.talk,
                turn=turn_number,
                question_id=turn.question_id,
                title=turn.title,
                topic=turn.topic,
                asked_at=turn.asked_at,
                closed_at=turn.closed_at,
                skipped=turn.skipped,
                unaided=credit.unaided,
                aided=credit.aided,
                hints=turn.hints,
                remarks=turn.remarks,
                runs=turn.runs,
                answer_number=number,
                exchange=exchange,
            )


def render_lines(session: Session) -> str:
    """The lines of a session as JSON, each with its line end; ASCII only, so that no text can end a line."""
    return "".join(f"{dumps(_adapter().dump_python(line, mode='json'))}\n" for line in answer_lines(session))


def lines_schema() -> str:
    """The JSON Schema (2020-12) of a line, as JSON text."""
    return schema_text(_adapter())


@cache
def _adapter() -> TypeAdapter[AnswerLine]:
    from pydantic import TypeAdapter

    return TypeAdapter(AnswerLine)
