"""The interview with somebody who speaks, played by keys."""

from __future__ import annotations

import pytest
from textual.widgets import Markdown

from interviewer.interview.choosing import Choices
from interviewer.interview.session import Phase
from interviewer.models.chat import Usage
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.feedback_card import FeedbackCard
from interviewer.tui.interview import InterviewScreen
from interviewer.tui.report import ReportScreen
from interviewer.tui.speaking import Speaking
from tests.front_ends import QuickContext, a_mock
from tests.tui.agents import BrokenVoice, Voice
from tests.tui.conftest import Begin, Person

pytestmark = pytest.mark.slow

ALL = "fact1 fact2 fact3"
BACK = "Do you mean at training time or at test time?"


@pytest.fixture
def voice(context: QuickContext) -> Voice:
    """Somebody who speaks, and a grader whose grades a mock interview does not wait for."""
    context.voice = voice = Voice()
    return voice


def order(person: Person, *texts: str) -> list[int]:
    """Where texts stand in the transcript."""
    return [person.transcript.index(text) for text in texts]


async def test_what_leaves_the_machine_stands_before_the_first_word(begin: Begin, voice: Voice) -> None:
    async with begin() as person:
        places = order(person, "Your answers go to example.org.", "Good **morning**. Let us talk.", "Question 1 of 2")
        assert places == sorted(places)
        assert person.transcript.count("example.org") == 1


async def test_without_a_model_nobody_speaks_and_nothing_is_asked_back(begin: Begin) -> None:
    async with begin() as person:
        assert not person.app.screen.query(Speaking)
        await person.answer(BACK)
        assert "key points are covered" in person.transcript
        names = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert "Interview: Ask the interviewer" not in names
        assert "tokens" not in person.line("#clock")


async def test_the_question_stands_there_while_the_greeting_is_still_to_come(
    context: QuickContext, voice: Voice
) -> None:
    voice.may_speak.clear()
    app = InterviewerApp(context, Opening(choices=Choices()))
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await pilot.pause(0.5)
        assert "Question 1 of 2" in person.transcript
        assert "Interviewer …" in str(person.app.screen.query_one(".speaker").render())
        voice.may_speak.set()
        await person.settle()
        assert "Interviewer …" not in str(person.app.screen.query_one(".speaker").render())
        assert "Let us talk." in person.transcript


async def test_an_answer_is_reacted_to_and_followed_up_in_the_agents_words(begin: Begin, voice: Voice) -> None:
    async with begin() as person:
        await person.answer("fact1")
        places = order(person, "You", "I see.", "So far 1 of 3", "Tell me of k2.")
        assert places == sorted(places)


@pytest.mark.parametrize(
    "text",
    [
        "[bold red]x[/] [@click=app.bell]bell[/] [/",
        "[a](javascript:alert) ![i](http://example.org/i.png) <http://example.org> www.example.org",
        "<script>alert(1)</script>\n\n<b>bold</b>",
        "[a]\n\n[a]: http://example.org",
    ],
)
async def test_what_a_agent_says_is_no_markup_and_leads_nowhere(begin: Begin, voice: Voice, text: str) -> None:
    voice.text = text
    opened: list[str] = []
    async with begin() as person:
        person.app.open_url = opened.append  # type: ignore[assignment, method-assign]
        (first, *_) = person.app.screen.query(Speaking)
        for block in first.query("MarkdownBlock"):
            shown = block.render()
            assert "@click" not in str(getattr(shown, "spans", ""))
        for y in range(first.region.height):
            await person.pilot.click(first, offset=(4, y))
        assert not opened
        assert first.query_one(Markdown)._open_links is False
        assert person.app.is_running


async def test_a_speech_that_breaks_off_stops_nothing(begin: Begin, context: QuickContext) -> None:
    context.voice = BrokenVoice()
    async with begin() as person:
        assert "One sentence." in person.transcript
        await person.answer(ALL)
        assert "100 % unaided" in person.transcript


async def test_a_question_back_is_replied_to_and_graded_by_nobody(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    async with begin() as person:
        await person.answer(BACK)
        places = order(person, "You ask", BACK, "As you like.")
        assert places == sorted(places)
        session = context.memory.saved[-1]
        assert session.phase is Phase.ANSWERING
        assert [remark.text for remark in session.turn.remarks] == [BACK, "As you like."]
        assert person.box.text == ""


async def test_the_same_question_back_again_is_the_answer(begin: Begin, voice: Voice, context: QuickContext) -> None:
    async with begin() as person:
        await person.answer(BACK)
        await person.answer(BACK)
        assert context.memory.saved[-1].turn.exchanges[0].answer == BACK


async def test_a_key_sends_anything_as_a_question(begin: Begin, voice: Voice, context: QuickContext) -> None:
    async with begin() as person:
        person.box.insert("the batch dimension, too")
        await person.press("ctrl+r")
        assert "As you like." in person.transcript
        assert context.memory.saved[-1].turn.exchanges[0].answer is None
        names = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert "Interview: Ask the interviewer" in names


async def test_a_reply_that_comes_after_the_answer_is_dropped(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    async with begin() as person:
        voice.may_speak.clear()
        person.box.insert(BACK)
        await person.pilot.press("enter")
        await person.pilot.pause(0.1)
        person.box.insert(ALL)
        await person.press("enter")
        assert "As you like." not in person.transcript
        assert "100 % unaided" in person.transcript


async def test_a_question_back_comes_back_with_its_session(begin: Begin, voice: Voice) -> None:
    async with begin() as person:
        await person.answer(BACK)
    async with begin(resume="20261102-test") as person:
        places = order(person, "What is dropout?", BACK, "As you like.")
        assert places == sorted(places)
        assert "Let us talk." not in person.transcript


async def test_in_practice_one_can_go_on_and_the_grade_comes_in_a_line(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    async with begin() as person:
        person.box.insert(ALL)
        await person.pilot.press("enter")
        await person.pilot.pause(0.2)
        assert "Ctrl+N goes on meanwhile" in person.line("#ready")
        await person.pilot.press("ctrl+n")
        await person.pilot.pause(0.2)
        assert "Question 2 of 2" in person.transcript
        person.box.insert("half an answer")
        context.let_grading_go()
        await person.settle()
        assert "Question 1: 100 % unaided." in person.transcript
        assert person.box.text == "half an answer"
        assert not person.app.screen.query(FeedbackCard)


async def test_without_a_model_one_waits_for_the_grade(begin: Begin, context: QuickContext) -> None:
    context.hold_grading()
    async with begin() as person:
        person.box.insert(ALL)
        await person.pilot.press("enter")
        await person.pilot.pause(0.1)
        await person.pilot.press("ctrl+n")
        await person.pilot.pause(0.1)
        assert "Question 2 of 2" not in person.transcript
        assert person.line("#ready") == "Grading your answer; Esc takes it back."
        context.let_grading_go()
        await person.settle()


async def test_a_late_grading_that_failed_can_be_tried_again(begin: Begin, voice: Voice, context: QuickContext) -> None:
    context.hold_grading()
    async with begin() as person:
        person.box.insert("fail")
        await person.pilot.press("enter")
        await person.pilot.pause(0.2)
        await person.pilot.press("ctrl+n")
        context.let_grading_go()
        await person.settle()
        assert "Question 1: ungraded. The model is away. F7 grades it again." in person.transcript
        person.box.insert("my next answer")
        await person.press("f7")
        assert person.transcript.count("Question 1: ungraded.") == 2
        assert person.box.text == "my next answer"


async def test_a_mock_interview_asks_on_while_every_answer_is_being_graded(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    async with begin(choices=a_mock(), size=(140, 40)) as person:
        await send(person, ALL)
        assert "Question 2 of 2" in person.transcript
        assert "I see." in person.transcript
        assert "Noted." not in person.transcript
        assert "1 answer is being graded" in person.line("#side")
        await send(person, "fact1")
        assert "Tell me of k2." in person.transcript
        assert "2 answers are being graded" in person.line("#side")
        context.let_grading_go()
        await person.settle()
        assert "%" not in person.transcript
        assert "being graded" not in person.line("#side")


async def test_the_end_waits_for_the_last_grades_and_then_opens_the_report(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        await send(person, ALL)
        await send(person, ALL)
        assert isinstance(person.app.screen, InterviewScreen)
        assert person.line("#ready") == "Waiting for 2 grades; Enter shows the report as it is now."
        assert "That was the last question." in person.transcript
        context.let_grading_go()
        await person.settle()
        assert isinstance(person.app.screen, ReportScreen)
    assert context.memory.saved[-1].closing == "That was that."
    assert voice.summed_up[0].graded == 2


async def test_the_report_can_be_seen_before_the_last_grades_which_a_resumed_session_gets(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        await send(person, ALL)
        await send(person, ALL)
        await person.pilot.press("enter")
        await person.pilot.pause(0.2)
        assert isinstance(person.app.screen, ReportScreen)
        assert "Resume this session" in person.line("#ready")
        context.let_grading_go()
        await person.settle()
    assert len(context.memory.saved[-1].ungraded_places) == 2
    assert context.memory.saved[-1].closing == ""
    async with begin(resume="20261102-test") as person:
        await person.settle()
        assert isinstance(person.app.screen, ReportScreen)
    assert not context.memory.saved[-1].ungraded_places
    assert context.memory.saved[-1].closing == "That was that."


async def test_grades_that_come_while_help_is_open_open_the_report_after_it(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        await send(person, ALL)
        await send(person, ALL)
        await person.pilot.press("f1")
        context.let_grading_go()
        await person.settle()
        assert not isinstance(person.app.screen, ReportScreen)
        await person.press("escape")
        assert isinstance(person.app.screen, ReportScreen)


async def test_at_the_end_failed_gradings_are_told_and_can_be_tried_again_or_left(begin: Begin, voice: Voice) -> None:
    async with begin(choices=a_mock()) as person:
        await person.answer("fail")
        while "That was the last" not in person.transcript and not over(person):
            await person.press("f4")
        assert "An answer has no grade: The model is away." in person.transcript
        await person.press("f7")
        assert person.transcript.count("An answer has no grade") == 2
        await person.press("enter")
        assert isinstance(person.app.screen, ReportScreen)


async def test_a_called_off_grading_ends_its_call(begin: Begin, voice: Voice, context: QuickContext) -> None:
    context.hold_grading()
    async with begin() as person:
        await send(person, "fact1")
        (cancel,) = context.cancels
        await person.pilot.press("escape")
        await person.pilot.pause(0.1)
        assert cancel.is_set
        assert person.box.text == "fact1"
        context.let_grading_go()
        await person.settle()


async def test_the_line_tells_that_words_of_a_long_grading_come(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    context.hold_grading()
    context.received = (1240,)
    async with begin() as person:
        await send(person, "fact1")
        assert person.line("#ready") == "Grading … 1,240 characters so far; Esc takes your answer back."
        context.let_grading_go()
        await person.settle()


async def test_leaving_ends_every_call(begin: Begin, voice: Voice, context: QuickContext) -> None:
    async with begin() as person:
        voice.may_speak.clear()
        await send(person, ALL)
        await person.pilot.press("ctrl+q")
        await person.pilot.pause(0.1)
    assert all(cancel.is_set for cancel in voice.cancels[-1:])


async def test_the_summary_stands_on_top_of_the_report_and_is_saved_with_it(
    begin: Begin, voice: Voice, context: QuickContext
) -> None:
    async with begin() as person:
        await person.answer(ALL)
        await person.press("f10")
        assert isinstance(person.app.screen, ReportScreen)
        speaking = person.app.screen.query_one(Speaking)
        assert speaking.plain == "That was that."
        assert speaking.region.y < person.app.screen.query_one("#report-head").region.y
    assert context.memory.saved[-1].closing == "That was that."


async def test_a_session_without_an_answer_is_not_summed_up(begin: Begin, voice: Voice, context: QuickContext) -> None:
    async with begin() as person:
        await person.press("f10")
        assert isinstance(person.app.screen, ReportScreen)
    assert not voice.summed_up


async def test_what_was_spoken_is_counted_once_and_shown(begin: Begin, voice: Voice, context: QuickContext) -> None:
    async with begin() as person:
        assert "0 tokens" in person.line("#clock")
        context.said = Usage(1000, 200, 2, 0.5)
        await person.answer("fact1")
        assert "1.2k tokens · 0.5000 USD" in person.line("#clock")
        context.said = Usage(1500, 300, 3, None)
        await person.answer(ALL)
        assert "1.8k tokens · cost unknown" in person.line("#clock")
    assert context.memory.saved[-1].talk.calls == 3


async def test_it_all_fits_80_columns(begin: Begin, voice: Voice, context: QuickContext) -> None:
    context.said = Usage(120_000, 30_000, 20, 12.3456)
    async with begin(choices=a_mock()) as person:
        context.said = Usage(240_000, 60_000, 40, 24.6912)
        await person.answer("fact1")
        for selector in ("#where", "#clock", "#answer", "#ready", "Footer", ".speech"):
            region = person.app.screen.query(selector).first().region
            assert region.width > 0, selector
            assert region.right <= 80, selector
        assert "150.0k tokens · 12.3456 USD · 0:0" in person.line("#clock")


async def send(person: Person, text: str) -> None:
    """Sends an answer without waiting for its grade."""
    person.box.insert(text)
    await person.pilot.press("enter")
    await person.pilot.pause(0.3)


def over(person: Person) -> bool:
    """Whether the session is over."""
    driver = person.app.screen.driver  # type: ignore[attr-defined]
    return bool(driver.session.phase is Phase.FINISHED)
