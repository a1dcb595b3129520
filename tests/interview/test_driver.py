"""The driver of a conversation: what it begins by itself, what it tells in which order, and what it saves when."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from interviewer.errors import EmbeddingError, RecordsError
from interviewer.grading.grader import Grader
from interviewer.interview.driver import NOBODY_TO_ASK, STILL_THINKING, ConversationDriver
from interviewer.interview.events import (
    ActionFailed,
    AnswerSaved,
    Clarified,
    FollowUpAsked,
    GradeArrived,
    GraderFailed,
    GradesAwaited,
    GradesMissing,
    GradingCancelled,
    GradingDone,
    GradingProgressed,
    GradingStarted,
    QuestionAsked,
    QuestionPutBack,
    Refused,
    ReportReady,
    SessionStarted,
    SpeechBegun,
    SpeechKind,
    SpeechOver,
    SpeechPiece,
    TurnClosed,
)
from interviewer.interview.jobs import Job, JobKind
from interviewer.interview.session import Mode, Phase, Session
from interviewer.models.chat import Usage
from tests.factories import a_plan
from tests.interview.stage import BACK, FULL, ID, QUESTIONS, Noting, Stage, kinds, only


def test_an_answer_is_graded_without_being_asked_for_and_its_time_is_told(stage: Stage) -> None:
    stage.open()
    stage.seconds = iter((10.0, 12.5))
    events = stage.submit(FULL)
    assert kinds(events)[:3] == [AnswerSaved, GradingStarted, GradingDone]
    done = only(events, GradingDone)
    assert (done.seconds, done.grader, done.graded, done.waited) == (2.5, "word grader", True, True)
    assert isinstance(events[-1], TurnClosed)


def test_an_answer_is_on_disk_before_its_grading_begins(stage: Stage) -> None:
    seen: list[str | None] = []

    def load() -> Grader:
        seen.append(stage.store.load(ID).session.turn.current.answer)
        return stage.grader

    stage.open()
    stage.load = load
    stage.submit(FULL)
    assert seen == [FULL]


def test_without_a_model_nobody_speaks_and_nobody_can_be_asked(stage: Stage) -> None:
    assert kinds(stage.open()) == [SessionStarted, QuestionAsked]
    assert stage.do(lambda driver: driver.ask("What?")) == [Refused(NOBODY_TO_ASK)]
    assert isinstance(stage.submit(BACK)[0], AnswerSaved)


def test_the_greeting_begins_before_the_first_question_and_comes_in_pieces(spoken: Stage) -> None:
    events = spoken.open()
    assert kinds(events) == [SessionStarted, SpeechBegun, QuestionAsked, SpeechPiece, SpeechOver]
    assert only(events, SpeechOver).kind is SpeechKind.GREETING


def test_a_new_answer_is_reacted_to_and_one_that_is_graded_again_is_not(spoken: Stage) -> None:
    spoken.open()
    assert SpeechBegun in kinds(spoken.submit("fail"))
    again = spoken.do(ConversationDriver.regrade)
    assert GradingStarted in kinds(again)
    assert SpeechBegun not in kinds(again)


def test_a_question_back_is_told_from_an_answer_and_replied_to(spoken: Stage) -> None:
    spoken.open()
    assert kinds(spoken.submit(BACK)) == [QuestionPutBack, Clarified]
    assert spoken.session.phase is Phase.ANSWERING


def test_the_same_question_back_sent_again_is_the_answer(spoken: Stage) -> None:
    spoken.open()
    spoken.submit(BACK)
    assert isinstance(spoken.submit(BACK)[0], AnswerSaved)


def test_while_a_reply_is_on_its_way_no_other_question_is_taken(spoken: Stage) -> None:
    spoken.open()
    spoken.jobs.holds = {JobKind.WORDS}
    spoken.submit(BACK)
    assert spoken.driver.replying
    assert spoken.do(lambda driver: driver.ask("And when?")) == [Refused(STILL_THINKING)]


def test_a_reply_that_comes_after_the_answer_is_dropped(spoken: Stage) -> None:
    spoken.open()
    spoken.jobs.holds = {JobKind.WORDS}
    spoken.submit(BACK)
    spoken.submit("fact1")
    assert Clarified not in kinds(spoken.let_go())


def test_a_mock_interview_asks_on_while_answers_are_graded_as_many_at_a_time_as_may_be(spoken: Stage) -> None:
    spoken.jobs.holds = {JobKind.LATE_GRADING}
    spoken.open(Mode.MOCK, at_once=1)
    assert FollowUpAsked in kinds(spoken.submit("fact1"))
    spoken.submit("fact2 fact3")
    assert spoken.driver.being_graded == 2
    assert len(spoken.jobs.held) == 1
    assert kinds(spoken.let_go())[:2] == [GradingDone, GradeArrived]
    assert len(spoken.jobs.held) == 1  # the second has the slot
    spoken.let_go()
    assert spoken.driver.being_graded == 0
    assert spoken.grader.asked == ["fact1", "fact2 fact3"]


def test_the_end_waits_for_grades_and_then_sums_up_and_is_over(spoken: Stage) -> None:
    spoken.jobs.holds = {JobKind.LATE_GRADING}
    spoken.open(Mode.MOCK)
    spoken.submit(FULL)
    assert only(spoken.submit(FULL), GradesAwaited) == GradesAwaited(2)
    assert spoken.driver.is_busy
    events = spoken.let_go()
    assert isinstance(events[-1], ReportReady)
    assert only(events, SpeechOver).kind is SpeechKind.CLOSING
    assert spoken.store.load(ID).session.closing == spoken.session.closing != ""


def test_the_report_can_be_had_before_the_last_grades_which_a_resumed_session_gets(spoken: Stage) -> None:
    spoken.jobs.holds = {JobKind.LATE_GRADING}
    spoken.open(Mode.MOCK)
    spoken.submit(FULL)
    spoken.submit(FULL)
    assert kinds(spoken.do(ConversationDriver.proceed)) == [ReportReady]
    assert spoken.let_go() == []
    assert len(spoken.session.ungraded_places) == 2
    spoken.jobs.holds = set()
    assert kinds(spoken.resume())[-1] is ReportReady
    assert not spoken.session.ungraded_places
    assert spoken.session.closing


def test_grades_that_are_missing_at_the_end_are_told_once_and_can_be_left_so(spoken: Stage) -> None:
    spoken.open(Mode.MOCK)
    spoken.submit("fail")
    spoken.do(ConversationDriver.skip)
    events = spoken.do(ConversationDriver.finish)
    assert only(events, GradesMissing) == GradesMissing(1, "The model is away.")
    assert only(spoken.do(ConversationDriver.regrade), GradesMissing) == GradesMissing(1, "The model is away.")
    assert kinds(spoken.do(ConversationDriver.proceed))[-1] is ReportReady


def test_a_grading_that_is_called_off_ends_its_call_and_its_result_is_dropped(stage: Stage) -> None:
    stage.open()
    stage.jobs.holds = {JobKind.GRADING}
    stage.submit("fact1")
    assert kinds(stage.do(ConversationDriver.cancel_grading)) == [GradingCancelled]
    assert stage.let_go() == []
    assert [cancel.is_set for cancel in stage.grader.cancels] == [True]
    assert stage.store.load(ID).draft == "fact1"


def test_leaving_calls_off_all_that_goes_on_and_a_resumed_session_does_it(spoken: Stage) -> None:
    spoken.jobs.holds = {JobKind.GRADING, JobKind.WORDS}
    spoken.open()
    spoken.submit(FULL)
    spoken.driver.leave()
    assert spoken.let_go() == []
    assert all(cancel.is_set for cancel in spoken.grader.cancels)
    spoken.jobs.holds = set()
    assert TurnClosed in kinds(spoken.resume())


def test_a_grader_that_cannot_be_loaded_is_told_and_keeps_the_answer(stage: Stage) -> None:
    def broken() -> Grader:
        raise EmbeddingError("The embedding model is damaged.", "Install it again.")

    stage.open()
    stage.load = broken
    failed = only(stage.submit("fact1"), GraderFailed)
    assert failed.waits
    assert not stage.driver.is_busy
    assert stage.session.turn.current.answer == "fact1"


def test_what_cannot_be_saved_is_told_and_changes_nothing(stage: Stage) -> None:
    stage.open()
    before = stage.session
    stage.store.full = True
    assert kinds(stage.submit("fact1")) == [ActionFailed]
    assert stage.session is before
    with pytest.raises(RecordsError):
        stage.driver.draft("half")


def test_characters_of_a_reply_are_told_a_few_times_a_second_at_most(stage: Stage) -> None:
    stage.grader = Noting(range(100))
    stage.open()
    stage.seconds = (number / 16 for number in range(1000))  # 16 pieces of a reply a second
    told = [event for event in stage.submit(FULL) if isinstance(event, GradingProgressed)]
    assert [event.characters for event in told] == list(range(0, 100, 4))


def test_the_grader_is_made_ready_for_the_open_prompt(stage: Stage) -> None:
    stage.open()
    stage.driver.prepare()
    assert stage.grader.prepared == ["What is dropout?"]


def test_a_fault_in_a_thread_is_raised_where_events_are_taken(stage: Stage) -> None:
    stage.open()
    stage.load = lambda: [][0]
    with pytest.raises(IndexError):
        stage.submit("fact1")


def test_in_threads_it_goes_on_until_it_is_the_candidates_turn(spoken: Stage) -> None:
    threads: list[str] = []

    def start(job: Job) -> None:
        thread = threading.Thread(target=job.work)
        threads.append(thread.name)
        thread.start()

    spoken.start = start
    spoken.lead(Session(plan=a_plan(*QUESTIONS)), "", 4)
    spoken.driver.open()
    assert isinstance(list(spoken.driver.until_ready())[-1], SpeechOver)
    spoken.driver.submit("fact1")
    assert FollowUpAsked in kinds(spoken.driver.until_ready())
    assert threads


def test_what_a_reaction_took_is_saved_with_the_grade_that_comes_after_it(spoken: Stage) -> None:
    spoken.open()
    spoken.jobs.holds = {JobKind.WORDS, JobKind.GRADING}
    spoken.submit("fact1")
    reaction, grading = spoken.jobs.held
    spoken.said = Usage(10, 2, 1, 0.1)
    spoken.store.writes = 0
    reaction.work()
    assert SpeechOver in kinds(spoken.driver.events())
    assert spoken.store.writes == 0
    grading.work()
    assert FollowUpAsked in kinds(spoken.driver.events())
    assert spoken.store.writes == 1
    assert spoken.store.load(ID).session.talk == Usage(10, 2, 1, 0.1)


def test_every_action_and_every_result_is_one_write_at_most_over_a_whole_session(spoken: Stage) -> None:
    """Each action is measured by itself, with its jobs held; then each of their results."""
    counted: Counter[str] = Counter()
    spoken.jobs.holds = set(JobKind)
    spoken.open(Mode.MOCK)

    def measured(name: str, action: Callable[[ConversationDriver], None]) -> None:
        spoken.store.writes = 0
        spoken.do(action)
        counted[f"{name}: {spoken.store.writes}"] += 1
        while spoken.jobs.held:
            spoken.said = spoken.said + Usage(10, 2, 1, 0.1)
            spoken.store.writes = 0
            spoken.jobs.held.pop(0).work()
            list(spoken.driver.events())
            assert spoken.store.writes <= 1

    measured("draft", lambda driver: driver.draft("half an ans"))
    measured("the same draft", lambda driver: driver.draft("half an ans"))
    measured("ask", lambda driver: driver.submit(BACK))
    measured("submit", lambda driver: driver.submit("fact1"))
    measured("the draft of an empty box", lambda driver: driver.draft(""))
    measured("dont_know", ConversationDriver.dont_know)
    measured("skip", ConversationDriver.skip)
    assert spoken.session.phase is Phase.FINISHED
    writes = {"draft": 1, "the same draft": 0, "ask": 1, "submit": 1, "the draft of an empty box": 0}
    assert counted == Counter(f"{name}: {count}" for name, count in (writes | {"dont_know": 1, "skip": 1}).items())
    assert spoken.session.talk == spoken.store.load(ID).session.talk == spoken.said
