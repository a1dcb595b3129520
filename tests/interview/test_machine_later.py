"""The steps of an interview that does not wait, as pure functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.verdict import Verdict
from interviewer.interview import machine
from interviewer.interview.events import Clarified, FollowUpAsked, GradeArrived, QuestionPutBack, Refused, TurnClosed
from interviewer.interview.session import ExchangePlace, Mode, Phase, Session
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

QUESTION = a_question()
MET, MISSED = Verdict.MET, Verdict.MISSED
FULL = a_grade(QUESTION, MET, MET, MET)
HALF = a_grade(QUESTION, MET, MISSED, MET)


def asked(mode: Mode = Mode.MOCK) -> Session:
    return machine.ask(Session(plan=a_plan("dropout", "momentum", mode=mode)), QUESTION, NOON).session


def answered(text: str = "an answer", mode: Mode = Mode.MOCK) -> Session:
    return machine.submit(asked(mode), text, NOON).session


def test_moving_on_keeps_the_answer_and_no_grade() -> None:
    step = machine.move_on(answered(), {0: FULL}, QUESTION, NOON)
    assert [type(event) for event in step.events] == [TurnClosed]
    assert step.session.turn.exchanges[0].answer == "an answer"
    assert step.session.turn.exchanges[0].grade is None
    assert step.session.turn.closed_at == NOON


def test_moving_on_from_a_miss_opens_a_follow_up() -> None:
    (event,) = machine.move_on(answered(), {0: HALF}, QUESTION, NOON).events
    assert isinstance(event, FollowUpAsked)
    assert event.prompt.point == "k2"


@pytest.mark.parametrize("session", [asked(), Session(plan=a_plan("dropout"))])
def test_there_is_nothing_to_move_on_from_without_an_answer(session: Session) -> None:
    step = machine.move_on(session, {}, QUESTION, NOON)
    assert [type(event) for event in step.events] == [Refused]
    assert step.session is session


def test_a_failed_grade_is_no_hindrance_to_moving_on() -> None:
    failed = machine.file_grade(answered(), ExchangePlace(0, 0), a_failed_grade()).session
    assert failed.phase is Phase.UNGRADED
    (event,) = machine.move_on(failed, {0: HALF}, QUESTION, NOON).events
    assert isinstance(event, FollowUpAsked)


def test_a_grade_that_is_there_outweighs_the_quick_one() -> None:
    graded = machine.file_grade(answered(), ExchangePlace(0, 0), FULL).session
    assert machine.follow_up(graded, {0: HALF}, QUESTION) is None


def test_a_quick_grade_stands_in_for_one_that_failed() -> None:
    failed = machine.file_grade(answered(), ExchangePlace(0, 0), a_failed_grade()).session
    assert machine.follow_up(failed, {0: FULL}, QUESTION) is None


def test_a_turn_that_waits_for_a_grade_has_no_credit_yet() -> None:
    (closed,) = machine.move_on(answered(), {0: FULL}, QUESTION, NOON).events
    assert isinstance(closed, TurnClosed)
    assert (closed.credit.unaided, closed.credit.aided, closed.show_feedback) == (None, None, False)


def test_filing_a_grade_changes_nothing_else() -> None:
    session = machine.ask(machine.move_on(answered(), {0: FULL}, QUESTION, NOON).session, QUESTION, NOON).session
    step = machine.file_grade(session, ExchangePlace(0, 0), FULL)
    assert step.session.with_exchange(ExchangePlace(0, 0), session.exchange_at(ExchangePlace(0, 0))) == session
    assert step.session.exchange_at(ExchangePlace(0, 0)).grade == FULL


def test_filing_tells_how_many_are_left() -> None:
    session = machine.move_on(answered(), {0: HALF}, QUESTION, NOON).session
    session = machine.submit(session, "more", NOON).session
    (event,) = machine.file_grade(session, ExchangePlace(0, 1), FULL).events
    assert isinstance(event, GradeArrived)
    assert (event.number, event.left) == (1, 1)


def test_filing_a_failed_grade_gives_no_credit() -> None:
    (event,) = machine.file_grade(answered(), ExchangePlace(0, 0), a_failed_grade()).events
    assert isinstance(event, GradeArrived)
    assert event.grade.score is None


def test_the_phase_says_that_a_grade_is_awaited_until_the_interview_moves_on() -> None:
    session = machine.move_on(answered(), {0: HALF}, QUESTION, NOON).session
    assert answered().phase is Phase.GRADING
    assert session.phase is Phase.ANSWERING
    assert session.ungraded_places == (ExchangePlace(0, 0),)


def test_a_question_put_back_needs_an_open_question() -> None:
    (event,) = machine.ask_back(answered(), "What do you mean?").events
    assert isinstance(event, Refused)


def test_a_question_put_back_and_its_reply_are_remarks_of_the_open_exchange() -> None:
    step = machine.ask_back(asked(), "What do you mean?")
    reply = machine.clarify(step.session, "Training.")
    assert [type(event) for event in (*step.events, *reply.events)] == [QuestionPutBack, Clarified]
    assert [(remark.text, remark.by_candidate) for remark in reply.session.turn.remarks] == [
        ("What do you mean?", True),
        ("Training.", False),
    ]
    assert reply.session.phase is Phase.ANSWERING


def test_leaving_a_turn_that_waits_for_its_grade_closes_it_once() -> None:
    left = machine.leave_turn(answered(mode=Mode.PRACTICE), NOON)
    assert left.session.turn.closed_at == NOON
    assert machine.leave_turn(left.session, NOON).session is left.session


def test_an_exchange_is_replaced_where_it_stands() -> None:
    session = answered()
    other = replace(session.exchange_at(ExchangePlace(0, 0)), answer="another")
    assert session.with_exchange(ExchangePlace(0, 0), other).exchange_at(ExchangePlace(0, 0)).answer == "another"
