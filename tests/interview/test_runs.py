"""Running the visible tests while an exercise is being answered."""

from __future__ import annotations

import pytest

from interviewer.errors import SandboxError
from interviewer.grading.grade import Method
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    AnswerSaved,
    FollowUpAsked,
    GradingDone,
    Refused,
    RunDone,
    RunFailed,
    RunStarted,
    RunStopped,
    TurnClosed,
)
from interviewer.interview.jobs import JobKind
from interviewer.interview.programs import UNTOUCHED
from interviewer.interview.runs import NO_TESTS, NOTHING_RUNS
from interviewer.sandbox.running import Author, RunRequest, RunResult, Stop
from tests.exercises.samples import CODE, DEBUG, ESTIMATE, exercise
from tests.interview.stage import Stage, kinds, only
from tests.quick_runner import QuickRunner

EXERCISE = exercise(CODE)
OVERFLOWS = EXERCISE.wrong[0].program


def run(stage: Stage, program: str = OVERFLOWS) -> list[object]:
    return list(stage.do(lambda driver: driver.run_tests(program)))


def test_a_run_tells_the_result_of_every_visible_test_and_grades_nothing(stage: Stage) -> None:
    stage.open_exercise(CODE)
    events = run(stage)
    assert kinds(events) == [RunStarted, RunDone]  # type: ignore[arg-type]
    result = only(events, RunDone).result  # type: ignore[arg-type]
    assert [(one.name, one.passed) for one in result.outcomes] == [("test_a_row_sums_to_one", True)]
    assert stage.session.turn.current.answer is None


def test_how_often_the_tests_were_run_is_kept_and_what_is_typed_stays(stage: Stage) -> None:
    stage.open_exercise(CODE)
    stage.driver.draft(OVERFLOWS)
    run(stage)
    run(stage)
    saved = stage.store.load(stage.session.plan.session_id)
    assert saved.session.turn.runs == 2
    assert saved.draft == OVERFLOWS


def test_a_run_is_of_ones_own_program_against_the_visible_tests_alone(stage: Stage) -> None:
    stage.runner = runner = QuickRunner()
    stage.open_exercise(CODE)
    run(stage)
    (request,) = runner.requests
    assert (request.author, request.seconds) == (Author.ONESELF, EXERCISE.seconds)
    assert (request.program, request.tests) == (OVERFLOWS, EXERCISE.visible_tests)


@pytest.mark.parametrize("name", [DEBUG, ESTIMATE])
def test_where_there_are_no_tests_a_run_is_refused(stage: Stage, name: str) -> None:
    stage.open_exercise(name)
    assert run(stage) == [Refused(NO_TESTS)]


def test_a_follow_up_has_no_tests_to_run(stage: Stage) -> None:
    stage.open_exercise(CODE)
    assert only(stage.submit(OVERFLOWS), FollowUpAsked)
    assert run(stage) == [Refused(NO_TESTS)]


def test_what_cannot_run_is_told_with_the_reason(stage: Stage) -> None:
    class Broken(QuickRunner):
        def run(self, request: RunRequest, stop: Stop | None = None) -> RunResult:
            raise SandboxError("There is no sandbox.", "Install bubblewrap.")

    stage.runner = Broken()
    stage.open_exercise(CODE)
    assert only(run(stage), RunFailed).error.message == "There is no sandbox."  # type: ignore[arg-type]
    assert stage.session.turn.runs == 0
    assert not stage.driver.is_busy


def test_a_run_that_is_stopped_tells_nothing_more(stage: Stage) -> None:
    stage.jobs.holds.add(JobKind.RUN)
    stage.open_exercise(CODE)
    run(stage)
    assert stage.driver.running
    assert stage.driver.is_busy
    assert stage.do(ConversationDriver.stop_run) == [RunStopped()]
    assert stage.let_go() == []
    assert stage.do(ConversationDriver.stop_run) == [Refused(NOTHING_RUNS)]


def test_who_runs_the_program_is_told_to_stop(stage: Stage) -> None:
    stage.runner = runner = QuickRunner()
    stage.jobs.holds.add(JobKind.RUN)
    stage.open_exercise(CODE)
    run(stage)
    stage.do(ConversationDriver.stop_run)
    stage.let_go()
    (stop,) = runner.stops
    assert stop is not None
    assert stop.is_set


def test_an_answer_ends_the_run_that_is_going_on(stage: Stage) -> None:
    stage.jobs.holds.add(JobKind.RUN)
    stage.open_exercise(CODE)
    run(stage)
    assert AnswerSaved in kinds(stage.submit(OVERFLOWS))
    assert not stage.driver.running
    assert stage.let_go() == []


def test_an_untouched_starter_is_no_answer(stage: Stage) -> None:
    stage.open_exercise(CODE)
    assert stage.submit(stage.driver.beginning) == [Refused(UNTOUCHED)]
    assert stage.session.turn.current.answer is None


def test_what_no_program_marks_is_asked_about_last_whatever_the_tests_said(stage: Stage) -> None:
    stage.open_exercise(CODE)
    asked = only(stage.submit(EXERCISE.solution), FollowUpAsked)
    assert asked.prompt.point == "k4"
    closed = only(stage.submit("It is linear: fact4"), TurnClosed)
    assert (closed.credit.unaided, closed.credit.aided) == (1.0, 1.0)
    assert (closed.credit.methods, closed.credit.beside) == ((Method.PROGRAM,), (Method.SIMILARITY,))


def test_who_marked_a_program_is_told_and_who_judged_the_words_after_it(stage: Stage) -> None:
    stage.open_exercise(CODE)
    assert only(stage.submit(EXERCISE.solution), GradingDone).grader == "a program"
    assert only(stage.submit("It is linear: fact4"), GradingDone).grader == "word grader"


def test_no_judge_is_named_where_none_was_asked(stage: Stage) -> None:
    stage.open_exercise(CODE)
    assert only(stage.do(ConversationDriver.dont_know), GradingDone).grader == "a rule"


def test_missed_tests_are_followed_up_on_first_and_passing_on_one_still_asks_the_rest(stage: Stage) -> None:
    stage.open_exercise(CODE)
    assert only(stage.submit(OVERFLOWS), FollowUpAsked).prompt.point == "k2"
    assert only(stage.do(ConversationDriver.dont_know), FollowUpAsked).prompt.point == "k4"


def test_nobody_who_does_not_know_is_asked_what_their_program_costs(stage: Stage) -> None:
    stage.open_exercise(CODE)
    first = only(stage.do(ConversationDriver.dont_know), FollowUpAsked)
    assert first.prompt.point == "k2"
    assert TurnClosed in kinds(stage.do(ConversationDriver.dont_know))
