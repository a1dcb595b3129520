"""JSON lines: everything that is stored of an answer, exactly."""

from __future__ import annotations

import json

import jsonschema
import pytest
from pydantic import TypeAdapter

from interviewer.interview.session import Plan, Session, Turn
from interviewer.reports.export.lines import AnswerLine, answer_lines, lines_schema, render_lines
from tests.reports.hostile import ANSWERS, hostile_session
from tests.sample_report import recorded

_LINE = TypeAdapter(AnswerLine)


def session_of(text: str) -> Session:
    """The session that lines tell of."""
    lines = [_LINE.validate_json(line) for line in text.splitlines()]
    turns: dict[int, Turn] = {}
    for line in lines:
        before = turns[line.turn].exchanges if line.turn in turns else ()
        turns[line.turn] = Turn(
            line.question_id,
            line.title,
            line.topic,
            line.asked_at,
            (*before, line.exchange),
            line.hints,
            line.remarks,
            line.skipped,
            line.closed_at,
        )
    one = lines[0]
    plan = Plan(one.session, one.mode, one.question_ids, one.started_at, one.seed, one.seconds_per_question)
    return Session(plan, tuple(turns.values()), one.finished_at, one.closing, one.talk)


def test_a_session_can_be_made_again_from_its_lines() -> None:
    assert session_of(render_lines(recorded())) == recorded()


@pytest.mark.parametrize("text", ANSWERS)
def test_any_text_comes_out_exactly_on_one_line_of_ascii(text: str) -> None:
    session, _ = hostile_session(text)
    lines = render_lines(session)
    assert lines.isascii()
    assert len(lines.splitlines()) == 2
    assert session_of(lines) == session


def test_every_line_fits_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(lines_schema()))
    for line in render_lines(recorded()).splitlines():
        validator.validate(json.loads(line))


def test_answers_are_numbered_within_their_turn() -> None:
    places = [(line.turn, line.answer_number) for line in answer_lines(recorded())]
    assert places[:4] == [(1, 1), (1, 2), (1, 3), (2, 1)]
