"""An interview as its driver leads it: what is done, what is on disk, and what is said to have happened."""

from __future__ import annotations

import pytest

from interviewer.errors import RecordsError
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    AnswerSaved,
    Event,
    FollowUpAsked,
    GradeFailed,
    GradeReady,
    GradingCancelled,
    GradingStarted,
    HintGiven,
    QuestionAsked,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    SessionFinished,
    SessionResumed,
    SessionStarted,
    TurnClosed,
)
from interviewer.interview.session import Mode, Phase, Session
from tests.factories import MemoryStore, WordGrader, a_plan, a_question, ticking_clock


class Stage:
    """An interview over `dropout` and `momentum`, with a grader that reads words."""

    def __init__(self, mode: Mode = Mode.PRACTICE) -> None:
        self.store = MemoryStore()
        self.questions = {name: a_question(name) for name in ("dropout", "momentum")}
        session = Session(plan=a_plan("dropout", "momentum", mode=mode))
        self.interview = Interview(session, self.questions, self.store, ticking_clock())

    def answer(self, text: str) -> list[Event]:
        """Submits an answer and has it graded."""
        return self.graded(self.interview.submit(text))

    def graded(self, events: list[Event]) -> list[Event]:
        """`events` with what follows when the grading that they start is done."""
        started = events[-1]
        assert isinstance(started, GradingStarted)
        return [*events, *self.interview.deliver(started.ticket, WordGrader().grade(started.request))]


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.interview.start()
    return stage


def test_a_session_starts_with_its_first_question() -> None:
    stage = Stage()
    events = stage.interview.start()
    assert kinds(events) == [SessionStarted, QuestionAsked]
    assert stage.store.saved[-1].turn.question_id == "dropout"


def test_a_full_answer_closes_the_turn_with_feedback(stage: Stage) -> None:
    events = stage.answer("fact1 fact2 fact3")
    assert kinds(events) == [AnswerSaved, GradingStarted, GradeReady, TurnClosed]
    closed = events[-1]
    assert isinstance(closed, TurnClosed)
    assert closed.show_feedback
    assert closed.credit.unaided == closed.credit.aided == 1.0


def test_an_answer_is_on_disk_before_its_grading_starts(stage: Stage) -> None:
    stage.interview.submit("fact1")
    assert stage.store.saved[-1].turn.current.answer == "fact1"
    assert stage.store.saved[-1].turn.current.grade is None


def test_an_answer_that_cannot_be_saved_changes_nothing(stage: Stage) -> None:
    def broken(session: Session, draft: str | None, changed: int | None = None) -> None:
        raise RecordsError("The disk is full.")

    stage.store.save = broken  # type: ignore[method-assign]
    before = stage.interview.session
    with pytest.raises(RecordsError):
        stage.interview.submit("fact1")
    assert stage.interview.session is before


@pytest.mark.parametrize("empty", ["", "   ", "\n\t\n"])
def test_an_empty_answer_is_refused_and_nothing_changes(stage: Stage, empty: str) -> None:
    before = stage.interview.session
    assert kinds(stage.interview.submit(empty)) == [Refused]
    assert stage.interview.session is before


def test_a_miss_is_followed_up_with_the_probe_of_the_heaviest_unmet_key_point(stage: Stage) -> None:
    asked = stage.answer("fact2")[-1]
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.point == "k1"
    assert asked.prompt.text == stage.questions["dropout"].key_points[0].probe


def test_at_most_two_follow_ups_are_asked(stage: Stage) -> None:
    assert isinstance(stage.answer("nothing of it")[-1], FollowUpAsked)
    assert isinstance(stage.answer("still nothing")[-1], FollowUpAsked)
    assert isinstance(stage.answer("nothing at all")[-1], TurnClosed)


ROOTS = (3**0.5, 2**0.5, 1.0)
FIRST, REST = ((part / sum(ROOTS)) ** 0.8 for part in (ROOTS[0], sum(ROOTS[1:])))
"""The scores of the key point of weight 3 alone, and of those of weight 2 and 1."""


def test_credit_before_and_after_prompting_is_kept_apart(stage: Stage) -> None:
    stage.answer("fact2 fact3")
    closed = stage.answer("ah, fact1")[-1]
    assert isinstance(closed, TurnClosed)
    assert closed.credit.unaided == pytest.approx(REST)
    assert closed.credit.aided == pytest.approx(1.0)


def test_not_knowing_the_answer_to_a_follow_up_ends_the_turn(stage: Stage) -> None:
    stage.answer("fact3")
    events = stage.graded(stage.interview.dont_know())
    assert isinstance(events[-1], TurnClosed)


def test_a_skipped_question_has_no_score(stage: Stage) -> None:
    assert kinds(stage.interview.skip()) == [QuestionSkipped]
    assert stage.interview.session.phase is Phase.REVIEWING


def test_skipping_a_follow_up_closes_the_turn_with_the_first_answer(stage: Stage) -> None:
    stage.answer("fact1")
    closed = stage.interview.skip()[-1]
    assert isinstance(closed, TurnClosed)
    assert closed.credit.unaided == pytest.approx(FIRST)


def test_a_hint_is_a_probe_and_each_is_given_once(stage: Stage) -> None:
    given = [event for _ in range(4) for event in stage.interview.hint()]
    assert [event.hint.point for event in given if isinstance(event, HintGiven)] == ["k1", "k2", "k3"]
    assert isinstance(given[-1], Refused)


def test_what_a_hint_led_to_is_no_credit_unaided(stage: Stage) -> None:
    stage.interview.hint()
    closed = stage.answer("fact1 fact2 fact3")[-1]
    assert isinstance(closed, TurnClosed)
    assert closed.credit.unaided == pytest.approx(REST)
    assert closed.credit.aided == pytest.approx(1.0)


def test_a_retry_changes_no_credit(stage: Stage) -> None:
    stage.answer("fact1")
    stage.interview.skip()
    assert kinds(stage.interview.retry()) == [RetryOpened]
    events = stage.answer("fact1 fact2 fact3")
    assert kinds(events)[-1] is RetryGraded
    assert stage.store.saved[-1].turn.closed_at is not None


def test_an_abandoned_retry_leaves_no_trace(stage: Stage) -> None:
    stage.answer("fact1 fact2 fact3")
    before = stage.interview.session
    stage.interview.retry()
    stage.interview.skip()
    assert stage.interview.session == before


def test_after_the_last_question_the_session_is_over(stage: Stage) -> None:
    stage.interview.skip()
    assert kinds(stage.interview.proceed()) == [QuestionAsked]
    stage.interview.skip()
    assert kinds(stage.interview.proceed()) == [SessionFinished]
    assert stage.interview.session.phase is Phase.FINISHED


def test_an_open_question_cannot_be_walked_past(stage: Stage) -> None:
    assert kinds(stage.interview.proceed()) == [Refused]


def test_a_cancelled_grading_gives_the_answer_back_and_drops_its_late_result(stage: Stage) -> None:
    started = stage.interview.submit("fact1")[-1]
    assert isinstance(started, GradingStarted)
    (cancelled,) = stage.interview.cancel_grading()
    assert cancelled == GradingCancelled(text="fact1")
    assert stage.store.drafts["20261102-test"] == "fact1"
    assert stage.interview.deliver(started.ticket, WordGrader().grade(started.request)) == []
    assert stage.interview.session.phase is Phase.ANSWERING


def test_the_late_result_of_a_cancelled_grading_is_not_taken_for_the_next_one(stage: Stage) -> None:
    first = stage.interview.submit("fact1")[-1]
    assert isinstance(first, GradingStarted)
    stage.interview.cancel_grading()
    stage.interview.submit("fact2")
    assert stage.interview.deliver(first.ticket, WordGrader().grade(first.request)) == []
    assert stage.interview.session.phase is Phase.GRADING


def test_a_failed_grading_is_no_score_and_can_be_tried_again(stage: Stage) -> None:
    events = stage.answer("fail")
    assert kinds(events)[-1] is GradeFailed
    assert stage.interview.session.phase is Phase.UNGRADED
    assert kinds(stage.interview.regrade()) == [GradingStarted]


def test_after_a_failed_grading_the_session_goes_on(stage: Stage) -> None:
    stage.answer("fail")
    assert kinds(stage.interview.proceed()) == [TurnClosed, QuestionAsked]
    closed = stage.store.saved[-1].turns[0]
    assert closed.closed_at is not None
    assert closed.current.answer == "fail"


def test_a_mock_interview_gives_no_hint_and_no_second_try() -> None:
    stage = Stage(Mode.MOCK)
    stage.interview.start()
    assert kinds(stage.interview.hint()) == [Refused]
    assert kinds(stage.interview.retry()) == [Refused]


@pytest.mark.parametrize(("mode", "offered"), [(Mode.PRACTICE, True), (Mode.MOCK, False)])
def test_an_empty_answer_is_told_of_hints_only_where_there_are_any(mode: Mode, *, offered: bool) -> None:
    stage = Stage(mode)
    stage.interview.start()
    (refused,) = stage.interview.submit("")
    assert isinstance(refused, Refused)
    assert ("ask for a hint" in refused.reason) is offered


def test_a_mock_interview_goes_straight_to_the_next_question() -> None:
    stage = Stage(Mode.MOCK)
    stage.interview.start()
    events = stage.answer("fact1 fact2 fact3")
    assert kinds(events)[-2:] == [TurnClosed, QuestionAsked]
    closed = events[-2]
    assert isinstance(closed, TurnClosed)
    assert not closed.show_feedback


def test_a_mock_interview_ends_by_itself_after_the_last_question() -> None:
    stage = Stage(Mode.MOCK)
    stage.interview.start()
    stage.interview.skip()
    assert kinds(stage.interview.skip()) == [QuestionSkipped, SessionFinished]


def test_a_draft_is_kept_while_a_question_is_open_and_gone_with_the_answer(stage: Stage) -> None:
    stage.interview.draft("fac")
    assert stage.store.drafts["20261102-test"] == "fac"
    stage.interview.submit("fact1")
    assert stage.store.drafts["20261102-test"] == ""


def test_a_hint_leaves_the_draft_unaided(stage: Stage) -> None:
    stage.interview.draft("fac")
    stage.interview.hint()
    assert stage.store.drafts["20261102-test"] == "fac"


def test_a_resumed_session_stands_where_it_stopped(stage: Stage) -> None:
    stage.answer("fact2")
    again = Interview(stage.store.saved[-1], stage.questions, stage.store, ticking_clock())
    (resumed,) = again.resume("my draft")
    assert isinstance(resumed, SessionResumed)
    assert resumed.draft == "my draft"
    assert again.session == stage.interview.session


def test_resuming_grades_an_answer_that_was_waiting_for_it(stage: Stage) -> None:
    stage.interview.submit("fact1 fact2 fact3")
    again = Interview(stage.store.saved[-1], stage.questions, stage.store, ticking_clock())
    events = again.resume("")
    assert kinds(events) == [SessionResumed, GradingStarted]


def test_finishing_early_keeps_what_was_done(stage: Stage) -> None:
    stage.answer("fact1")
    (finished,) = stage.interview.finish()
    assert isinstance(finished, SessionFinished)
    assert finished.turns[0].exchanges[0].answer == "fact1"


def test_line_endings_are_unified_and_nul_is_dropped(stage: Stage) -> None:
    stage.interview.submit("one\r\ntwo\x00 three")
    assert stage.store.saved[-1].turn.current.answer == "one\ntwo three"


def test_a_question_can_be_put_in_other_words_which_are_kept_and_graded() -> None:
    stage = Stage()
    other = {"dropout": "Say what dropout does.", "softmax": "It is not asked."}
    stage.interview = Interview(stage.interview.session, stage.questions, stage.store, ticking_clock(), wordings=other)
    stage.interview.start()
    assert stage.store.saved[-1].turn.title == stage.store.saved[-1].turn.current.prompt.text == other["dropout"]
    started = stage.interview.submit("fact1 fact2 fact3")[-1]
    assert isinstance(started, GradingStarted)
    assert (started.request.prompt, started.request.question.title) == (other["dropout"], "What is dropout?")
    stage.graded([started])
    stage.interview.retry()
    assert stage.interview.session.turn.current.prompt.text == other["dropout"]
    stage.interview.skip()
    stage.interview.proceed()
    assert stage.interview.session.turn.title == "What is momentum?"
