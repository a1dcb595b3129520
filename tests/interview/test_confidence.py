"""How sure the candidate is: asked after an answer to a question, before it is graded, and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    ActionFailed,
    AnswerSaved,
    ConfidenceAsked,
    ConfidenceStated,
    Event,
    FollowUpAsked,
    GradeReady,
    GradingCancelled,
    GradingStarted,
    Refused,
    SessionFinished,
    TurnClosed,
)
from interviewer.interview.jobs import JobKind
from interviewer.interview.session import Mode, Phase
from tests.interview.stage import FULL, ID, Stage, kinds, only


@pytest.fixture
def asking(stage: Stage) -> Stage:
    """A stage whose driver asks how sure the candidate is."""
    stage.asks_confidence = True
    stage.open()
    return stage


def stated(stage: Stage) -> float | None:
    """The confidence of the first answer on disk."""
    return stage.store.load(ID).session.turns[0].exchanges[0].confidence


def test_it_is_asked_before_anything_of_the_grade_is_told(asking: Stage) -> None:
    assert kinds(asking.submit(FULL)) == [AnswerSaved, ConfidenceAsked]
    assert asking.driver.confidence_asked
    assert not asking.driver.is_busy
    assert asking.grader.asked == []


@pytest.mark.parametrize("confidence", [0.0, 0.25, 1.0])
def test_what_is_stated_is_on_disk_and_then_the_answer_is_graded(asking: Stage, confidence: float) -> None:
    asking.submit(FULL)
    events = asking.do(lambda driver: driver.state_confidence(confidence))
    assert kinds(events)[:2] == [ConfidenceStated, GradingStarted]
    assert only(events, ConfidenceStated) == ConfidenceStated(1, confidence)
    assert isinstance(events[-1], TurnClosed)
    assert stated(asking) == confidence


def test_it_can_be_left_unsaid(asking: Stage) -> None:
    asking.submit(FULL)
    events = asking.do(lambda driver: driver.state_confidence(None))
    assert only(events, ConfidenceStated).confidence is None
    assert GradeReady in kinds(events)
    assert stated(asking) is None


def test_a_follow_up_a_retry_and_not_knowing_are_not_asked_about(asking: Stage) -> None:
    asking.submit("fact1 fact2")
    events = asking.do(lambda driver: driver.state_confidence(0.5))
    assert FollowUpAsked in kinds(events)
    assert ConfidenceAsked not in kinds(asking.submit("fact3"))
    asking.do(ConversationDriver.retry)
    assert ConfidenceAsked not in kinds(asking.submit(FULL))
    asking.do(ConversationDriver.proceed)
    assert ConfidenceAsked not in kinds(asking.do(ConversationDriver.dont_know))


def test_it_is_not_asked_unless_that_is_wanted(stage: Stage) -> None:
    stage.open()
    assert ConfidenceAsked not in kinds(stage.submit(FULL))
    assert kinds(stage.do(lambda driver: driver.state_confidence(0.5))) == [Refused]


@pytest.mark.parametrize(
    ("action", "then"),
    [(ConversationDriver.proceed, GradingStarted), (ConversationDriver.finish, SessionFinished)],
    ids=["proceed", "finish"],
)
def test_any_other_action_leaves_it_unsaid_and_the_answer_is_graded(
    asking: Stage, action: Callable[[ConversationDriver], None], then: type[Event]
) -> None:
    asking.submit(FULL)
    events = kinds(asking.do(action))
    assert events[:2] == [ConfidenceStated, GradingStarted]
    assert then in events
    assert stated(asking) is None
    assert asking.store.load(ID).session.turns[0].exchanges[0].grade is not None


def test_taking_the_answer_back_takes_the_question_back(asking: Stage) -> None:
    asking.submit(FULL)
    assert kinds(asking.do(ConversationDriver.cancel_grading)) == [GradingCancelled]
    assert asking.grader.asked == []
    assert not asking.driver.confidence_asked
    assert kinds(asking.submit(FULL)) == [AnswerSaved, ConfidenceAsked]


def test_an_answer_that_is_taken_back_takes_what_was_stated_along(asking: Stage) -> None:
    asking.jobs.holds = {JobKind.GRADING}
    asking.submit(FULL)
    asking.do(lambda driver: driver.state_confidence(0.75))
    asking.do(ConversationDriver.cancel_grading)
    assert asking.session.turn.current.confidence is None


def test_an_answer_graded_again_after_a_failure_keeps_what_was_stated(asking: Stage) -> None:
    asking.submit("fail")
    asking.do(lambda driver: driver.state_confidence(0.75))
    assert ConfidenceAsked not in kinds(asking.do(ConversationDriver.regrade))
    assert stated(asking) == 0.75


def test_a_session_that_stopped_at_the_question_is_graded_on_resuming(asking: Stage) -> None:
    asking.submit(FULL)
    asking.driver.leave()
    events = kinds(asking.resume())
    assert GradingStarted in events
    assert ConfidenceAsked not in events
    assert asking.session.phase is Phase.REVIEWING


def test_what_cannot_be_saved_does_not_hold_up_the_grade(asking: Stage) -> None:
    asking.jobs.holds = {JobKind.GRADING}
    asking.submit(FULL)
    asking.store.full = True
    events = asking.do(lambda driver: driver.state_confidence(0.5))
    assert kinds(events) == [ActionFailed, GradingStarted]


def test_a_mock_interview_asks_too_and_goes_on_then(stage: Stage) -> None:
    stage.asks_confidence = True
    stage.open(Mode.MOCK)
    assert kinds(stage.submit(FULL)) == [AnswerSaved, ConfidenceAsked]
    stage.do(lambda driver: driver.state_confidence(1.0))
    assert len(stage.session.turns) == 2
    assert stated(stage) == 1.0


@pytest.fixture
def grade_awaited(stage: Stage) -> Stage:
    """A mock interview with a chat model whose second answer waits for its confidence, and the first for its grade."""
    stage.agent = ScriptedDialogue(Random(1))
    stage.asks_confidence = True
    stage.jobs.holds = {JobKind.LATE_GRADING}
    stage.open(Mode.MOCK)
    stage.submit(FULL)
    stage.do(lambda driver: driver.state_confidence(1.0))
    assert kinds(stage.submit(FULL)) == [AnswerSaved, ConfidenceAsked]
    return stage


def test_it_can_be_said_while_an_earlier_answer_is_being_graded(grade_awaited: Stage) -> None:
    assert grade_awaited.driver.being_graded == 1
    assert not grade_awaited.driver.is_busy


def test_taking_the_answer_back_leaves_the_grading_of_an_earlier_one(grade_awaited: Stage) -> None:
    assert kinds(grade_awaited.do(ConversationDriver.cancel_grading)) == [GradingCancelled]
    grade_awaited.let_go()
    grade = grade_awaited.session.turns[0].exchanges[0].grade
    assert grade is not None
    assert grade.graded
