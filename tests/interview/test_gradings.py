"""What takes long in an interview, done in another thread: gradings with the words that follow, and talk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.interview import gradings, words
from interviewer.interview.dialogue.llm import LlmDialogue
from interviewer.interview.engine import Interview
from interviewer.interview.events import FollowUpAsked, GradeArrived, GradingStarted, TurnClosed
from interviewer.interview.session import Mode, Phase, Session
from interviewer.models.chat import Call, Cancel, Usage
from interviewer.models.errors import ModelUnreachableError
from interviewer.settings import Tone
from tests.factories import MemoryStore, WordGrader, a_plan, a_question, ticking_clock
from tests.grading.llm.material import PROMPTS
from tests.interview.dialogue.chat_fakes import ScriptedChat, letters

QUESTIONS = {name: a_question(name) for name in ("dropout", "momentum")}
WORDS = "Could you say more about the second matter?"


class NoDraw:
    """Draws the first of whatever there is."""

    def choice(self, some: list[str]) -> str:
        return some[0]


class RememberingGrader(WordGrader):
    """A word grader that remembers what it was asked, and in which thread."""

    def __init__(self) -> None:
        self.asked: list[GradingRequest] = []
        self.cancels: list[Cancel | None] = []
        self.threads: list[str] = []

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        self.asked.append(request)
        self.cancels.append(cancel)
        self.threads.append(threading.current_thread().name)
        return super().grade(request, cancel)


class CountingAgent:
    """An agent whose follow-ups are fixed words; it counts them."""

    def __init__(self) -> None:
        self.followed: list[str] = []
        self.cancels: list[Cancel | None] = []

    def follow_up(self, question: object, point: object, *_: object, cancel: Cancel | None = None) -> object:
        self.followed.append(getattr(point, "id", ""))
        self.cancels.append(cancel)
        return type("Words", (), {"text": WORDS})()


def an_interview(mode: Mode) -> Interview:
    session = Session(plan=a_plan(*QUESTIONS, mode=mode))
    interview = Interview(session, QUESTIONS, MemoryStore(), ticking_clock(), grades_later=True)
    interview.start()
    return interview


def submitted(interview: Interview, text: str) -> GradingStarted:
    started = interview.submit(text)[-1]
    assert isinstance(started, GradingStarted)
    return started


@pytest.fixture
def practice() -> Interview:
    return an_interview(Mode.PRACTICE)


@pytest.fixture
def mock() -> Interview:
    return an_interview(Mode.MOCK)


def handed(done: gradings.Done) -> tuple[int, Grade, str | None]:
    return done.ticket, done.grade, done.wording


def test_a_grading_brings_the_words_of_the_follow_up_it_leads_to(practice: Interview) -> None:
    agent = CountingAgent()
    event = submitted(practice, "fact1")
    done = gradings.graded(practice, event, WordGrader(), agent)  # type: ignore[arg-type]  # what is used of it
    asked = practice.deliver(*handed(done))[-1]
    assert isinstance(asked, FollowUpAsked)
    assert (asked.prompt.text, asked.prompt.point) == (WORDS, "k2")
    assert agent.followed == ["k2"]


@pytest.mark.parametrize("text", ["fact1 fact2 fact3", "fail"])
def test_nothing_is_worded_where_no_follow_up_comes(practice: Interview, text: str) -> None:
    agent = CountingAgent()
    done = gradings.graded(practice, submitted(practice, text), WordGrader(), agent)  # type: ignore[arg-type]
    assert done.wording is None
    assert agent.followed == []


def test_without_a_agent_the_probe_is_asked(practice: Interview) -> None:
    done = gradings.graded(practice, submitted(practice, "fact1"), WordGrader(), None)
    asked = practice.deliver(*handed(done))[-1]
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.text == QUESTIONS["dropout"].key_points[1].probe


def test_in_a_mock_interview_the_quick_grade_words_the_follow_up_and_the_real_one_none(mock: Interview) -> None:
    agent = CountingAgent()
    event = submitted(mock, "fact1")
    quick = gradings.moved_on(mock, event, WordGrader(), agent)  # type: ignore[arg-type]
    real = gradings.graded(mock, event, WordGrader(), agent)  # type: ignore[arg-type]
    assert (quick.wording, real.wording) == (WORDS, None)
    assert agent.followed == ["k2"]
    assert isinstance(mock.move_on(*handed(quick))[-1], FollowUpAsked)
    assert isinstance(mock.deliver(*handed(real))[-1], GradeArrived)


def test_a_late_grading_words_nothing(mock: Interview) -> None:
    mock.submit("fact1")
    mock.finish()
    (event,) = [found for found in mock.resume("") if isinstance(found, GradingStarted)]
    agent = CountingAgent()
    assert gradings.graded(mock, event, WordGrader(), agent).wording is None  # type: ignore[arg-type]
    assert agent.followed == []


def test_cancelling_reaches_the_grader_and_the_agent(practice: Interview) -> None:
    cancel, grader, agent = Cancel(), RememberingGrader(), CountingAgent()
    gradings.graded(practice, submitted(practice, "fact1"), grader, agent, cancel)  # type: ignore[arg-type]
    assert grader.cancels == [cancel]
    assert agent.cancels == [cancel]


def test_the_words_of_a_grading_that_was_called_off_meanwhile_are_dropped(practice: Interview) -> None:
    event = submitted(practice, "fact1")
    practice.cancel_grading()
    agent = CountingAgent()
    done = gradings.graded(practice, event, WordGrader(), agent)  # type: ignore[arg-type]
    assert done.wording is None
    assert practice.deliver(*handed(done)) == []


def test_gradings_in_threads_end_as_they_would_one_after_the_other(mock: Interview) -> None:
    grader = RememberingGrader()
    with ThreadPoolExecutor(4) as pool:
        running = []
        for text in ("fact1", "fact2 fact3", "fact1 fact2 fact3"):
            event = submitted(mock, text)
            running.append(pool.submit(gradings.graded, mock, event, grader, None))
            mock.move_on(*handed(pool.submit(gradings.moved_on, mock, event, WordGrader(), None).result()))
        for future in reversed(running):
            mock.deliver(*handed(future.result()))
    assert mock.session.phase is Phase.FINISHED
    assert mock.session.ungraded_places == ()
    assert all(name != threading.current_thread().name for name in grader.threads)
    kept = [exchange.grade for turn in mock.session.turns for exchange in turn.exchanges if exchange.answer]
    again = [WordGrader().grade(request) for request in sorted_requests(grader, mock)]
    assert [grade.verdicts for grade in kept if grade] == [grade.verdicts for grade in again]


def sorted_requests(grader: RememberingGrader, interview: Interview) -> list[GradingRequest]:
    """The requests in the order of the session."""
    answers = [exchange.answer for turn in interview.session.turns for exchange in turn.exchanges if exchange.answer]
    return sorted(grader.asked, key=lambda request: answers.index(request.answer))


class FailingChat(ScriptedChat):
    """A chat model that is away from the first word on."""

    def stream(self, call: Call) -> Iterator[str]:
        self.calls.append(call)
        raise ModelUnreachableError("It is away.", "Try again.")

    def spent(self) -> Usage:
        return Usage(calls=len(self.calls))


def a_dialogue(chat: ScriptedChat) -> LlmDialogue:
    return LlmDialogue(chat, PROMPTS, Tone.NEUTRAL, NoDraw())  # type: ignore[arg-type]  # of a Random only choice is used


def test_a_model_that_is_away_costs_no_word_and_no_grade(practice: Interview) -> None:
    dialogue = a_dialogue(FailingChat())
    assert "".join(words.greeting(practice.session, practice.planned, dialogue))
    event = submitted(practice, "fact1")
    assert "".join(words.reaction(event, dialogue))
    done = gradings.graded(practice, event, WordGrader(), dialogue)
    asked = practice.deliver(*handed(done))[-1]
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.text.strip()
    assert words.clarification(practice.session, QUESTIONS["dropout"], "What do you mean?", dialogue)
    practice.finish()
    assert "".join(words.closing(practice.session, dialogue))


def test_a_reaction_is_said_in_the_models_words(practice: Interview) -> None:
    chat = ScriptedChat(letters("Thank you, noted."))
    event = submitted(practice, "fact1")
    assert "".join(words.reaction(event, a_dialogue(chat))) == "Thank you, noted."


def test_a_closed_turn_is_not_reopened_by_words_that_come_late(practice: Interview) -> None:
    event = submitted(practice, "fact1")
    closed = practice.proceed()[0]
    assert isinstance(closed, TurnClosed)
    agent = CountingAgent()
    done = gradings.graded(practice, event, WordGrader(), agent)  # type: ignore[arg-type]
    practice.deliver(*handed(done))
    assert len(practice.session.turns[0].exchanges) == 1
    assert agent.followed == []
