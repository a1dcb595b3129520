"""`interviewer practice --resume`: which sessions can be gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.arguments import parse
from interviewer.bootstrap import AppContext
from interviewer.commands.practice import _choices, _is_chosen, _resumed, _session_to_resume
from interviewer.corpus.question import Kind, Level, Shelf
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.choosing import Choices
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.engine import Interview
from interviewer.interview.events import Event, GradingStarted
from interviewer.interview.session import Mode, Phase
from interviewer.progress import unwatched
from interviewer.settings import load_settings
from tests.factories import a_failed_grade


@pytest.fixture
def context(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppContext:
    """AppContext with a chat model that nobody asks anything."""
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:nobody")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    return AppContext(load_settings(None))


def a_finished_mock(context: AppContext) -> tuple[Interview, GradingStarted]:
    """A mock interview that was ended while its answer was being graded."""
    interview = context.sessions.begin(Choices(mode=Mode.MOCK, count=1, seed=1), lambda *_: None)._interview
    interview.start()
    *_, started = interview.submit("An answer.")
    assert isinstance(started, GradingStarted)
    interview.finish()
    return interview, started


def opening_of(driver: ConversationDriver) -> list[Event]:
    """What happens when a session is opened, before any grade has come."""
    driver.open()
    first = list(driver.events())
    driver.leave()
    return first


def test_a_finished_session_whose_answer_waits_for_its_grade_is_graded(context: AppContext) -> None:
    name = a_finished_mock(context)[0].session.plan.session_id
    driver = _resumed(context, name, unwatched)
    assert driver.session.phase is Phase.FINISHED
    assert [event.late for event in opening_of(driver) if isinstance(event, GradingStarted)] == [True]


def test_a_failed_grading_of_a_finished_session_is_tried_again_with_a_chat_model(context: AppContext) -> None:
    done, started = a_finished_mock(context)
    done.deliver(started.ticket, a_failed_grade())
    driver = _resumed(context, done.session.plan.session_id, unwatched)
    assert sum(isinstance(event, GradingStarted) for event in opening_of(driver)) == 1


def test_a_finished_session_with_nothing_to_grade_is_refused(context: AppContext) -> None:
    interview = context.sessions.begin(Choices(count=1, seed=1), lambda *_: None)._interview
    interview.start()
    interview.skip()
    interview.finish()
    with pytest.raises(UsageError, match="is finished"):
        _resumed(context, interview.session.plan.session_id, unwatched)


def test_a_failed_grading_of_a_finished_session_is_left_alone_without_a_chat_model(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, started = a_finished_mock(context)
    done.deliver(started.ticket, a_failed_grade())
    monkeypatch.delenv("INTERVIEWER_MODEL")
    with pytest.raises(UsageError, match="is finished"):
        _resumed(AppContext(load_settings(None)), done.session.plan.session_id, unwatched)


def test_the_last_session_is_gone_on_with_where_its_answers_wait_for_grades(context: AppContext) -> None:
    context.sessions.begin(Choices(count=1, seed=1), lambda *_: None).open()
    name = a_finished_mock(context)[0].session.plan.session_id
    assert _session_to_resume(context, "") == name


def test_kinds_topics_and_levels_may_be_named_with_commas(context: AppContext) -> None:
    parsed = parse(["practice", "--kind", "code,debug", "--kind", "derive", "--level", "junior, mid"])
    chosen = _choices(parsed, context)
    assert chosen.kinds == (Kind.CODE, Kind.DEBUG, Kind.DERIVE)
    assert chosen.levels == (Level.JUNIOR, Level.MID)


def test_questions_are_of_the_current_shelf_unless_another_is_named(context: AppContext) -> None:
    assert _choices(parse(["practice"]), context).shelf is Shelf.CURRENT
    assert _choices(parse(["practice", "--shelf", "classic"]), context).shelf is Shelf.CLASSIC
    with pytest.raises(UnknownNameError, match="shelf"):
        _choices(parse(["practice", "--shelf", "attic"]), context)


def test_one_can_practise_ones_own_questions_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(Path(__file__).parents[2] / "docs" / "examples" / "corpus"))
    context = AppContext(load_settings(None))
    choices = _choices(parse(["practice", "--own"]), context)
    assert context.sessions.choose(choices, unwatched).question_ids == ("overfit-one-batch",)


def test_whoever_has_no_questions_of_their_own_is_told_so(context: AppContext) -> None:
    with pytest.raises(UsageError, match="no questions of your own") as raised:
        _choices(parse(["practice", "--own"]), context)
    assert raised.value.exit_code == 2


def test_ones_own_questions_are_a_choice_that_begins_a_session() -> None:
    assert _is_chosen(parse(["practice", "--own"]))
