"""Contesting a verdict on the screen, and saying how sure one is."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.widgets import Input
from textual.widgets._footer import FooterKey

from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.verdict import Verdict
from interviewer.interview.dispute import Dispute
from interviewer.models.chat import Cancel
from interviewer.progress import OnProgress
from interviewer.tui.confidence import ConfidenceScreen
from interviewer.tui.contest import ChooseVerdict, DecideVerdict
from interviewer.tui.feedback_card import FeedbackCard
from interviewer.tui.interview import InterviewScreen
from tests.factories import WordGrader
from tests.front_ends import QuickContext, a_mock
from tests.tui.conftest import Begin, Person

pytestmark = pytest.mark.slow


class OtherJudge(WordGrader):
    """A judge of another kind, which waits until it may, and then finds every key point partial."""

    label = "other judge"

    def __init__(self, may_judge: threading.Event) -> None:
        self._may_judge = may_judge

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """Every key point is partial."""
        self._may_judge.wait(10)
        grade = super().grade(request, cancel)
        verdicts = tuple(replace(one, verdict=Verdict.PARTIAL, reasoning="Half of it.") for one in grade.verdicts)
        return replace(grade, verdicts=verdicts, provenance=replace(grade.provenance, method=Method.LLM))


@pytest.fixture
def may_judge(context: QuickContext, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set where the second judge, which is another one, may judge."""
    event = threading.Event()
    event.set()

    def second_judge(_: OnProgress) -> Grader:
        return OtherJudge(event)

    monkeypatch.setattr(context, "second_judge", second_judge)
    return event


def kept(context: QuickContext) -> tuple[Dispute, ...]:
    """What is on disk of the disputes about the first answer."""
    return context.memory.load("20261102-test").session.turns[0].exchanges[0].disputes


def shown(person: Person) -> str:
    """What the uppermost screen shows, as plain text."""
    return "\n".join(str(widget.render()) for widget in person.app.screen.query("Static, OptionList"))


def footer(person: Person) -> set[str]:
    """The labels of the keys that the uppermost screen offers."""
    return {str(key.description) for key in person.app.screen.query(FooterKey)}


async def test_a_verdict_is_contested_with_keys_and_the_decision_is_kept(
    begin: Begin, context: QuickContext, may_judge: threading.Event
) -> None:
    async with begin() as person:
        await person.answer("fact1 fact3")
        await person.press("f4")
        await person.press("c")
        assert isinstance(person.app.screen, ChooseVerdict)
        await person.press("down", "enter")
        assert isinstance(person.app.screen, DecideVerdict)
        assert "You contest: ✗ missed: Fact2" in shown(person)
        assert "Second judgement, by other judge, who knew of no dispute: ~ partial" in shown(person)
        assert "why: Half of it." in shown(person)
        await person.press("tab")
        person.app.screen.query_one(Input).insert_text_at_cursor("I said so.")
        await person.press("enter", "home", "enter")
        assert isinstance(person.app.screen, InterviewScreen)
        assert "Kept: you contest this: met; second judgement: partial. The score stays as it is." in person.transcript
    (dispute,) = kept(context)
    assert (dispute.point, dispute.label, dispute.argument) == ("k2", Verdict.MET, "I said so.")


async def test_nothing_can_be_decided_before_the_second_judgement_and_escape_ends_it(
    begin: Begin, context: QuickContext, may_judge: threading.Event
) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        may_judge.clear()
        await person.press("c")
        await person.pilot.press("enter")
        await person.pilot.pause(0.2)
        assert "being judged a second time" in shown(person)
        assert not person.app.screen.query_one("#deciding").display
        await person.pilot.press("enter", "escape")
        may_judge.set()
        await person.settle()
        assert isinstance(person.app.screen, InterviewScreen)
        assert "nothing was kept of the dispute" in person.transcript
    assert kept(context) == ()


async def test_a_judge_that_can_only_say_the_same_again_says_so(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        await person.press("c", "enter")
        assert "finds the same in the same answer every time" in shown(person)
        await person.press("down", "enter")
        assert "you contested this and keep it: met; no second judgement" in person.transcript


async def test_enter_once_too_often_decides_nothing(
    begin: Begin, context: QuickContext, may_judge: threading.Event
) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        await person.press("c", "enter")
        await person.press("enter")
        assert isinstance(person.app.screen, DecideVerdict)
    assert kept(context) == ()


async def test_the_dialogs_of_a_dispute_offer_no_keys_but_their_own(begin: Begin, may_judge: threading.Event) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        await person.press("c")
        choosing = footer(person)
        await person.press("enter")
        assert choosing == footer(person) == {"Back"}


async def test_a_resumed_session_shows_what_was_decided_beside_the_verdict(
    begin: Begin, context: QuickContext, may_judge: threading.Event
) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        await person.press("c", "enter")
        await person.press("down", "down", "enter")
    async with begin(resume="20261102-test") as person:
        card = person.app.screen.query_one(FeedbackCard).plain
        assert "you contest this: partial; second judgement: partial" in card


async def test_there_is_nothing_to_contest_while_a_question_is_open_or_in_a_mock_interview(begin: Begin) -> None:
    async with begin() as person:
        await person.press("c")
        assert person.box.text == "c"
        assert isinstance(person.app.screen, InterviewScreen)
    async with begin(choices=a_mock()) as person:
        await person.answer("fact1")
        assert "grade.contest" not in {
            found.binding.id for found in person.app.screen.active_bindings.values() if found.enabled
        }


async def test_the_palette_offers_it(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        commands = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert "Grade: Contest a verdict" in commands


@pytest.mark.parametrize(("key", "stated"), [("1", 0.0), ("4", 0.75), ("5", 1.0), ("escape", None)])
async def test_one_key_says_how_sure_one_is_before_the_grade(
    begin: Begin, context: QuickContext, monkeypatch: pytest.MonkeyPatch, key: str, stated: float | None
) -> None:
    monkeypatch.setenv("INTERVIEWER_CONFIDENCE", "true")
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        assert isinstance(person.app.screen, ConfidenceScreen)
        await person.press("enter")
        assert isinstance(person.app.screen, ConfidenceScreen)
        await person.press(key)
        assert isinstance(person.app.screen, InterviewScreen)
        assert "100 % unaided" in person.transcript
    assert context.memory.load("20261102-test").session.turns[0].exchanges[0].confidence == stated


async def test_leaving_at_the_question_keeps_the_answer_for_its_grade(
    begin: Begin, context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_CONFIDENCE", "true")
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
    assert context.memory.load("20261102-test").session.turns[0].exchanges[0].answer == "fact1 fact2 fact3"
    async with begin(resume="20261102-test") as person:
        assert "100 % unaided" in person.transcript
