"""Whole sessions of the real app, its parts real, against a chat server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode, Phase, Session
from interviewer.settings import load_settings
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.feedback_card import FeedbackCard
from interviewer.tui.interview import InterviewScreen
from interviewer.tui.report import ReportScreen
from interviewer.tui.speaking import Speaking
from tests.models import answers
from tests.models.loopback import Answer, ChatServer
from tests.models.scripted_model import scripted
from tests.models.talk import ServeChat
from tests.tui.conftest import Person

pytestmark = [pytest.mark.model, pytest.mark.slow]

BACK = "Do you mean at training time or at test time?"


def app_on(server: ChatServer, monkeypatch: pytest.MonkeyPatch, mode: Mode) -> InterviewerApp:
    """The app as it is started by a person who has a chat model."""
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    choices = Choices(mode=mode, topics=("regularization",), count=2, seed=4)
    return InterviewerApp(AppContext(load_settings(None)), Opening(choices=choices))


def spoken(person: Person) -> list[str]:
    """What the interviewer said in its own words."""
    return [speech.plain for speech in person.app.screen.query(Speaking)]


def everything(question: Question) -> str:
    """An answer that has all key points."""
    return " ".join(point.claim for point in question.key_points)


def asked(person: Person) -> Question:
    screen = person.app.screen
    assert isinstance(screen, InterviewScreen)
    assert screen.driver is not None
    return screen.driver.question


def kept(app: InterviewerApp) -> Session:
    """The only session, from the database."""
    (summary,) = app.context.store().summaries()
    return app.context.store().load(summary.session_id).session


async def opened(pilot: Pilot[int], app: InterviewerApp) -> Person:
    person = Person(pilot, app)
    await person.settle()
    return person


async def test_a_practice_session_greets_reacts_replies_follows_up_and_sums_up(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: ServeChat
) -> None:
    server = chat_server(scripted)
    app = app_on(server, monkeypatch, Mode.PRACTICE)
    async with app.run_test(size=(80, 24)) as pilot:
        person = await opened(pilot, app)
        assert "are sent to http://127.0.0.1" in person.transcript
        assert len(spoken(person)) == 1
        await person.answer(BACK)
        assert spoken(person)[-1] == "Take the question as broadly as you like."
        await person.answer(asked(person).key_points[0].claim)
        assert spoken(person)[-1] == "Thank you, noted."
        assert "Follow-up" in person.transcript
        await person.answer(everything(asked(person)))
        card = person.app.screen.query_one(FeedbackCard).plain
        assert "Graded by: llm" in card
        assert "A sentence of the answer states it." in card
        assert "Criteria: Correctness level" in card
        await person.press("enter")
        await person.answer(everything(asked(person)))
        await person.press("enter")
        assert isinstance(app.screen, ReportScreen)
        (summary,) = spoken(person)
    session = kept(app)
    assert session.closing == summary.strip() != ""
    grades = [exchange.grade for turn in session.turns for exchange in turn.exchanges if exchange.grade]
    assert {grade.provenance.method for grade in grades} == {Method.LLM}
    assert session.talk.calls + sum(grade.provenance.usage["calls"] for grade in grades) == len(server.requests)
    assert [remark.by_candidate for remark in session.turns[0].remarks] == [True, False]
    (report,) = (ready_home / "data" / "reports").iterdir()
    assert session.closing in report.read_text(encoding="utf-8")


async def test_a_mock_session_never_waits_for_a_grade_but_at_its_end(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: ServeChat
) -> None:
    def slow(request: Mapping[str, Any]) -> Answer:
        grading = "key_points" in str(request["messages"])
        return scripted(request).after(3.0) if grading else scripted(request)

    app = app_on(chat_server(slow), monkeypatch, Mode.MOCK)
    async with app.run_test(size=(140, 40)) as pilot:
        person = await opened(pilot, app)
        await pilot.pause()
        person.box.insert(everything(asked(person)))
        await pilot.press("enter")
        await until(pilot, lambda: "Question 2 of 2" in person.transcript)
        assert kept(app).turns[0].exchanges[0].grade is None
        assert "being graded" in person.line("#side")
        person.box.insert(everything(asked(person)))
        await pilot.press("enter")
        await until(pilot, lambda: "Waiting for" in person.line("#ready"))
        assert "%" not in person.transcript
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await person.settle()
    session = kept(app)
    assert session.phase is Phase.FINISHED
    assert not session.ungraded_places
    assert session.closing


async def test_calling_a_grading_off_closes_its_connection_and_gives_the_answer_back(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: ServeChat
) -> None:
    def stalls(request: Mapping[str, Any]) -> Answer:
        return answers.stall() if "key_points" in str(request["messages"]) else scripted(request)

    server = chat_server(stalls)
    app = app_on(server, monkeypatch, Mode.PRACTICE)
    async with app.run_test(size=(80, 24)) as pilot:
        person = await opened(pilot, app)
        answer = everything(asked(person))
        person.box.insert(answer)
        await pilot.press("enter")
        await until(pilot, lambda: any("key_points" in str(request.body) for request in server.requests))
        grading = next(request for request in server.requests if "key_points" in str(request.body))
        await pilot.press("escape")
        assert await asyncio.to_thread(grading.hung_up.wait, 10)
        await person.settle()
        assert person.box.text == answer
        assert "Ungraded" not in person.transcript
    assert kept(app).phase is Phase.ANSWERING


async def test_a_model_that_fails_leaves_a_session_that_goes_on(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: ServeChat
) -> None:
    app = app_on(chat_server([answers.status(401, "Incorrect API key provided.")]), monkeypatch, Mode.PRACTICE)
    async with app.run_test(size=(80, 24)) as pilot:
        person = await opened(pilot, app)
        assert "Question 1 of 2" in person.transcript
        assert spoken(person)[0]
        await person.answer(everything(asked(person)))
        assert "Ungraded" in person.transcript
        assert "F7 grades it again" in person.transcript
        assert "%" not in person.transcript
        await person.press("f5")
        assert "Question 2 of 2" in person.transcript


async def until(pilot: Pilot[int], met: Callable[[], bool]) -> None:
    """Waits for a condition, at most half a minute."""
    for _ in range(600):
        if met():
            return
        await pilot.pause(0.05)
    raise AssertionError("It never came.")
