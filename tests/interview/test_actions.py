"""What is offered can be done: in the states that a session goes through, no possible action is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from interviewer.grading.verdict import Verdict
from interviewer.interview.actions import ActionName, possible
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import Refused
from interviewer.interview.jobs import JobKind
from interviewer.interview.session import Mode, Phase
from interviewer.records.store import open_store
from tests.exercises.samples import CODE
from tests.interview.stage import FULL, Counting, Stage

DOES: dict[ActionName, Callable[[ConversationDriver], None]] = {
    ActionName.STOP_RUN: ConversationDriver.stop_run,
    ActionName.CONFIDENCE: lambda driver: driver.state_confidence(0.5),
    ActionName.DECIDE: lambda driver: driver.decide(Verdict.MET),
    ActionName.DROP_DISPUTE: ConversationDriver.drop_dispute,
    ActionName.SUBMIT: lambda driver: driver.submit(FULL),
    ActionName.ASK: lambda driver: driver.ask("Do you mean at training time?"),
    ActionName.DRAFT: lambda driver: driver.draft("half"),
    ActionName.RUN_TESTS: lambda driver: driver.run_tests("def softmax(x):\n    return x\n"),
    ActionName.HINT: ConversationDriver.hint,
    ActionName.DONT_KNOW: ConversationDriver.dont_know,
    ActionName.SKIP: ConversationDriver.skip,
    ActionName.REGRADE: ConversationDriver.regrade,
    ActionName.PROCEED: ConversationDriver.proceed,
    ActionName.RETRY: ConversationDriver.retry,
    ActionName.CONTEST: lambda driver: driver.contest(driver.contestable[0].point),
    ActionName.GO_ON: ConversationDriver.proceed,
    ActionName.CANCEL_GRADING: ConversationDriver.cancel_grading,
    ActionName.FINISH: ConversationDriver.finish,
    ActionName.LEAVE: ConversationDriver.leave,
}


def opened(stage: Stage, mode: Mode = Mode.PRACTICE) -> None:
    stage.open(mode)


def in_a_mock(stage: Stage) -> None:
    opened(stage, Mode.MOCK)


def spoken(stage: Stage, mode: Mode = Mode.PRACTICE) -> None:
    stage.agent = ScriptedDialogue(Random(1))
    opened(stage, mode)


def followed_up(stage: Stage) -> None:
    opened(stage)
    stage.submit("fact1")


def being_graded(stage: Stage) -> None:
    stage.jobs.holds = {JobKind.GRADING}
    opened(stage)
    stage.submit(FULL)


def asked_how_sure(stage: Stage) -> None:
    stage.asks_confidence = True
    opened(stage)
    stage.submit(FULL)


def ungraded(stage: Stage) -> None:
    opened(stage)
    stage.submit("fail")


def ungraded_and_left(stage: Stage) -> None:
    spoken(stage)
    stage.submit("fail")
    stage.do(ConversationDriver.proceed)


def reviewing(stage: Stage) -> None:
    opened(stage)
    stage.submit(FULL)


def skipped(stage: Stage) -> None:
    opened(stage)
    stage.do(ConversationDriver.skip)


def moved_on_without_a_grade(stage: Stage) -> None:
    ungraded_and_left(stage)
    stage.do(ConversationDriver.skip)


def retrying(stage: Stage) -> None:
    followed_up(stage)
    stage.do(ConversationDriver.skip)
    stage.do(ConversationDriver.retry)


def contested(stage: Stage) -> None:
    reviewing(stage)
    stage.do(lambda driver: driver.contest("k1"))


def contested_and_being_judged(stage: Stage) -> None:
    stage.jobs.holds = {JobKind.SECOND_JUDGEMENT}
    contested(stage)


def at_an_exercise(stage: Stage) -> None:
    stage.open_exercise(CODE)


def running_tests(stage: Stage) -> None:
    stage.jobs.holds = {JobKind.RUN}
    at_an_exercise(stage)
    stage.do(DOES[ActionName.RUN_TESTS])


def finished(stage: Stage) -> None:
    reviewing(stage)
    stage.do(ConversationDriver.finish)


def finished_without_a_grade(stage: Stage) -> None:
    ungraded_and_left(stage)
    stage.do(ConversationDriver.finish)


def finished_while_grades_are_awaited(stage: Stage) -> None:
    stage.jobs.holds = {JobKind.LATE_GRADING}
    spoken(stage, Mode.MOCK)
    stage.submit(FULL)
    stage.do(ConversationDriver.finish)


STATES = (
    opened,
    in_a_mock,
    spoken,
    followed_up,
    being_graded,
    asked_how_sure,
    ungraded,
    ungraded_and_left,
    reviewing,
    skipped,
    moved_on_without_a_grade,
    retrying,
    contested,
    contested_and_being_judged,
    at_an_exercise,
    running_tests,
    finished,
    finished_without_a_grade,
    finished_while_grades_are_awaited,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_action_that_is_offered_is_refused(tmp_path: Path, state: Callable[[Stage], None]) -> None:
    offered = possible_in(tmp_path / "offered", state)
    assert ActionName.LEAVE in offered
    for name in offered:
        with_stage(tmp_path / name, state, lambda stage, name=name: is_taken(stage, name))  # type: ignore[misc]


def is_taken(stage: Stage, name: ActionName) -> None:
    refused = [event for event in stage.do(DOES[name]) if isinstance(event, Refused)]
    assert refused == [], f"{name} is offered"


def possible_in(folder: Path, state: Callable[[Stage], None]) -> frozenset[ActionName]:
    found: list[frozenset[ActionName]] = []
    with_stage(folder, state, lambda stage: found.append(possible(stage.driver)))
    return found[0]


def with_stage(folder: Path, state: Callable[[Stage], None], then: Callable[[Stage], None]) -> None:
    folder.mkdir()
    store = Counting(open_store(folder / "sessions.sqlite3")._database)
    try:
        stage = Stage(store)
        state(stage)
        then(stage)
    finally:
        store.close()


def test_a_skipped_question_cannot_be_answered_again(stage: Stage) -> None:
    skipped(stage)
    assert stage.session.phase is Phase.REVIEWING
    assert ActionName.RETRY not in possible(stage.driver)
    assert ActionName.PROCEED in possible(stage.driver)


def test_a_finished_session_that_lacks_no_grade_has_none_to_try_again(stage: Stage) -> None:
    finished(stage)
    assert ActionName.REGRADE not in possible(stage.driver)


def test_a_failed_grading_can_be_tried_again_once_the_session_is_over(stage: Stage) -> None:
    finished_without_a_grade(stage)
    assert ActionName.REGRADE in possible(stage.driver)
