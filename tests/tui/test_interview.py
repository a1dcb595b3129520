"""The interview on the screen, played by keys."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

import pytest
from textual import events
from textual.widgets._footer import FooterKey

from interviewer.errors import RecordsError
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.session import Phase, Session
from interviewer.learning.attempts import Attempt
from interviewer.tui.confirm import ConfirmScreen
from interviewer.tui.feedback_card import FeedbackCard
from interviewer.tui.report import ReportScreen
from interviewer.tui.transcript import Entry
from interviewer.tui.welcome import WelcomeScreen
from tests.front_ends import QuickContext, a_mock
from tests.tui.conftest import Begin

pytestmark = pytest.mark.slow

HOSTILE = [
    "[/]",
    "[b",
    "list[str] and [red]red[/red]",
    "emoji 👩‍🔬🎉",
    "中文 日本語 한국어",
    "עברית العربية",
    "$(rm -rf) `x` <b>&amp;",
    "x" * 20_000,
]


def full_disk(session: Session, draft: str | None, changed: int | None = None) -> None:
    raise RecordsError("The disk is full.", "Free some space.")


async def test_a_whole_session_ends_in_its_report(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        assert "100 % unaided" in person.transcript
        await person.press("enter")
        assert "Question 2 of 2" in person.transcript
        await person.press("f4")
        await person.press("enter")
        assert isinstance(person.app.screen, ReportScreen)


async def test_feedback_shows_verdicts_words_and_reference(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1 and a lie")
        await person.press("f4")
        card = person.app.screen.query_one(FeedbackCard).plain
        for expected in ("✓ met", "✗ missed", "your words: “fact1”", "Misconception: It is a lie.", "Reference answer"):
            assert expected in card


async def test_a_follow_up_says_nothing_of_what_was_missed(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1")
        assert "So far 1 of 3 key points are covered." in person.transcript
        assert "What about the dropout matter 2?" in person.transcript
        assert "Fact2" not in person.transcript


async def test_a_mock_interview_shows_no_verdict_before_its_report(begin: Begin) -> None:
    async with begin(choices=a_mock()) as person:
        await person.answer("fact1 fact2 fact3")
        assert "Noted." in person.transcript
        assert "%" not in person.transcript
        assert "Question 2 of 2" in person.transcript


async def test_a_mock_interview_says_when_the_time_is_up_and_sends_nothing(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with begin(choices=a_mock()) as person:
        person.box.insert("half an ans")
        started = time.monotonic()
        monkeypatch.setattr("interviewer.tui.interview.monotonic", lambda: started + 181)
        await person.pilot.pause(1.2)
        assert person.transcript.count("Time is up") == 1
        assert person.box.text == "half an ans"


@pytest.mark.parametrize("text", HOSTILE)
async def test_an_answer_is_shown_exactly(begin: Begin, text: str) -> None:
    async with begin() as person:
        await person.answer(text)
        shown = [entry.plain for entry in person.app.screen.query(Entry) if entry.has_class("answer")]
        assert shown == [text]
        assert text[:30] in str(person.app.screen.query(".answer").first().render())


async def test_escape_sequences_are_shown_and_not_sent(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1 \x1b[2J\x07 fact2 fact3")
        assert "fact1 ␛[2J␇ fact2 fact3" in person.transcript
        assert "\x1b[2J" not in person.app.export_screenshot()


async def test_a_draft_with_brackets_and_escapes_is_harmless_in_the_box(begin: Begin) -> None:
    async with begin() as person:
        person.box.insert("[/] [b \x1b[31m list[str]")
        await person.settle()
        assert person.app.is_running


async def test_pasting_many_lines_sends_nothing(begin: Begin) -> None:
    async with begin() as person:
        person.app.post_message(events.Paste("one\ntwo\r\nthree\n"))
        await person.settle()
        assert person.box.text.split() == ["one", "two", "three"]
        assert "You" not in person.transcript


async def test_enter_sends_and_ctrl_j_makes_a_line_and_the_box_says_so(begin: Begin) -> None:
    async with begin() as person:
        assert "Enter sends · Ctrl+J makes a new line" in str(person.box.border_subtitle)
        await person.press("a", "ctrl+j", "b")
        assert person.box.text == "a\nb"
        await person.press("enter")
        assert "a\nb" in person.transcript


async def test_a_setting_swaps_the_two_keys(
    context: QuickContext, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_SUBMIT_KEY", "ctrl+j")
    async with begin() as person:
        await person.press("a", "enter", "b")
        assert person.box.text == "a\nb"
        assert "Ctrl+J sends" in str(person.box.border_subtitle)
        await person.press("ctrl+j")
        assert "a\nb" in person.transcript


async def test_an_empty_answer_is_refused_gently(begin: Begin) -> None:
    async with begin() as person:
        await person.press("enter")
        assert "The answer is empty" in person.transcript
        assert person.box.display


async def test_a_hint_leaves_what_was_typed(begin: Begin) -> None:
    async with begin() as person:
        person.box.insert("fact2")
        await person.press("f2")
        assert "What about the dropout matter 1?" in person.transcript
        assert person.box.text == "fact2"


async def test_the_late_result_of_a_cancelled_grading_is_dropped(context: QuickContext, begin: Begin) -> None:
    context.hold_grading()
    async with begin() as person:
        person.box.insert("fact1")
        await person.pilot.press("enter")
        await person.pilot.pause(0.1)
        await person.pilot.press("escape")
        await person.pilot.pause(0.1)
        context.let_grading_go()
        await person.settle()
        assert person.box.text == "fact1"
        assert "key points are covered" not in person.transcript
        assert context.memory.saved[-1].phase is Phase.ANSWERING


async def test_words_typed_ahead_in_a_mock_interview_begin_the_next_answer(context: QuickContext, begin: Begin) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        person.box.insert("fact1")
        await person.pilot.press("enter")
        await person.pilot.press("s", "o", "enter")
        assert "Your text is kept." in person.line("#ready")
        assert person.box.border_subtitle == "Kept for the next question · nothing can be sent yet"
        context.let_grading_go()
        await person.settle()
        assert "What about the dropout matter 2?" in person.transcript
        assert person.box.text == "so"
        assert "Enter sends" in str(person.box.border_subtitle)
        await person.pilot.pause(0.6)
        assert context.memory.drafts["20261102-test"] == "so"


async def test_keys_that_come_before_an_answer_is_taken_begin_the_next_one(begin: Begin) -> None:
    async with begin(choices=a_mock()) as person:
        person.box.insert("fact1 so")
        person.box.post_message(person.box.Submitted("fact1"))
        await person.settle()
        assert "What about the dropout matter 2?" in person.transcript
        assert person.box.text == " so"
        assert person.box.cursor_location == (0, 3)


async def test_an_answer_that_is_taken_back_keeps_what_was_typed_after_it(context: QuickContext, begin: Begin) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        person.box.insert("fact1")
        await person.pilot.press("enter")
        await person.pilot.press("s", "o", "escape")
        context.let_grading_go()
        await person.settle()
        assert person.box.text == "fact1\nso"


async def test_words_typed_ahead_are_there_when_the_session_is_resumed(context: QuickContext, begin: Begin) -> None:
    context.hold_grading()
    async with begin(choices=a_mock()) as person:
        person.box.insert("fact1")
        await person.pilot.press("enter")
        await person.pilot.press("s", "o")
    context.let_grading_go()
    assert context.memory.saved[-1].phase is Phase.GRADING
    async with begin(resume="20261102-test") as person:
        assert "What about the dropout matter 2?" in person.transcript
        assert person.box.text == "so"


async def test_a_failed_grading_is_told_apart_from_a_bad_answer_and_can_be_tried_again(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fail")
        assert "Ungraded" in person.transcript
        assert "The model is away." in person.transcript
        assert "0 %" not in person.transcript
        await person.press("f7")
        assert person.transcript.count("The model is away.") == 2


@pytest.mark.parametrize("answers", [("fail",), ("fact1", "fail")])
async def test_going_on_without_a_grade_shows_the_reference_of_the_question_that_was_answered(
    begin: Begin, answers: tuple[str, ...]
) -> None:
    async with begin() as person:
        for text in answers:
            await person.answer(text)
        await person.press("f5")
        assert "Question 2 of 2" in person.transcript
        assert "The reference answer to dropout." in person.transcript
        assert "The reference answer to momentum." not in person.transcript


async def test_a_card_says_that_a_follow_up_could_not_be_graded(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1")
        await person.answer("fail fact2")
        await person.press("f5")
        card = person.app.screen.query_one(FeedbackCard).plain
        assert "A follow-up could not be graded: The model is away." in card
        assert (card.count("✗ missed"), card.count("? not assessed")) == (1, 1)


async def test_a_grader_that_cannot_be_loaded_gives_the_answer_back(begin: Begin, context: QuickContext) -> None:
    context.broken_grader = True
    async with begin() as person:
        await person.answer("fact1")
        assert "The grader cannot be loaded" in person.transcript
        assert person.box.text == "fact1"


async def test_an_answer_that_cannot_be_saved_stays_in_the_box(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        context.memory.save = full_disk  # type: ignore[method-assign]
        await person.answer("fact1")
        assert "The disk is full. Free some space." in person.transcript
        assert person.box.text == "fact1"


async def test_a_failed_action_leaves_what_to_do_to_the_error(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        context.memory.save = full_disk  # type: ignore[method-assign]
        await person.answer("fact1")
        assert "The disk is full. Free some space. Nothing was saved.\n" in f"{person.transcript}\n"


async def test_a_question_that_cannot_be_skipped_leaves_what_was_typed(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        person.box.insert("half an answer")
        await person.pilot.pause(0.6)
        kept = context.memory.save
        context.memory.save = full_disk  # type: ignore[method-assign]
        await person.press("f4", "y")
        assert "The disk is full. Free some space." in person.transcript
        assert person.box.text == "half an answer"
        context.memory.save = kept  # type: ignore[method-assign]
        await person.pilot.pause(0.6)
    assert context.memory.drafts["20261102-test"] == "half an answer"


async def test_a_draft_is_kept_within_a_second_of_typing(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        await person.press("h", "i")
        await person.pilot.pause(0.6)
        assert context.memory.drafts["20261102-test"] == "hi"


async def test_a_broken_session_comes_back_to_its_turn_and_draft(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1")
        person.box.insert("half")
        await person.settle()
    async with begin(resume="20261102-test") as person:
        assert "fact1" in person.transcript
        assert "What about the dropout matter 2?" in person.transcript
        assert person.box.text == "half"


async def test_quitting_asks_when_something_is_unsent_and_keeps_it(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        person.box.insert("unsent")
        await person.settle()
        await person.pilot.press("ctrl+q")
        await person.pilot.pause()
        assert person.app.is_running
        await person.pilot.press("y")
        await person.pilot.pause()
    assert context.memory.drafts["20261102-test"] == "unsent"


async def test_quitting_says_that_what_cannot_be_saved_is_lost(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        context.memory.save_draft = full_disk  # type: ignore[method-assign, assignment]
        await person.press("a")
        await person.press("ctrl+q")
        asked = person.line("#confirm-box Static")
        assert "cannot be saved as a draft: The disk is full. Free some space. It is lost if you leave" in asked


async def test_quitting_keeps_a_draft_that_could_not_be_saved_before(begin: Begin, context: QuickContext) -> None:
    async with begin() as person:
        kept = context.memory.save_draft
        context.memory.save_draft = full_disk  # type: ignore[method-assign, assignment]
        await person.press("a")
        await person.pilot.pause(0.6)
        context.memory.save_draft = kept  # type: ignore[method-assign]
        await person.press("ctrl+q")
        assert "It is saved as a draft" in person.line("#confirm-box Static")
        assert context.memory.drafts["20261102-test"] == "a"


async def test_leaving_while_an_answer_is_graded_says_that_it_was_sent(context: QuickContext, begin: Begin) -> None:
    context.hold_grading()
    async with begin() as person:
        person.box.insert("fact1")
        await person.pilot.press("enter")
        await person.pilot.pause(0.1)
        await person.pilot.press("ctrl+q")
        await person.pilot.pause()
        assert "sent and saved, and has no grade yet" in person.line("#confirm-box Static")
        context.let_grading_go()


async def test_the_question_before_leaving_has_no_keys_but_its_own(begin: Begin) -> None:
    async with begin() as person:
        person.box.insert("unsent")
        await person.press("ctrl+q")
        shown = {str(key.description) for key in person.app.screen.query(FooterKey)}
        assert {"No", "Yes"} <= shown
        assert not shown & {"Grade", "Ask", "Hint"}


async def test_skipping_asks_before_it_loses_what_was_typed(begin: Begin) -> None:
    async with begin() as person:
        person.box.insert("half an answer")
        await person.press("f4")
        assert isinstance(person.app.screen, ConfirmScreen)
        await person.press("escape")
        assert person.box.text == "half an answer"
        assert "Enter sends" in str(person.box.border_subtitle)
        await person.press("f4", "y")
        assert "Skipped: no score" in str(person.app.screen.query_one(FeedbackCard).border_title)
        assert person.box.text == ""


async def test_after_a_skip_no_key_is_named_that_needs_an_answer(begin: Begin) -> None:
    async with begin() as person:
        await person.press("f4")
        assert person.line("#ready") == "Enter goes on to what comes next."


async def test_after_feedback_the_keys_for_a_second_try_and_a_dispute_are_named(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1 fact2 fact3")
        assert person.line("#ready").endswith("; F6 answers again, C contests a verdict.")


async def test_quitting_does_not_ask_when_nothing_is_lost(begin: Begin) -> None:
    async with begin() as person:
        await person.pilot.press("ctrl+q")
        await person.pilot.pause()
        assert not person.app.is_running


async def test_ending_early_shows_the_report_and_goes_back_to_the_start(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fact1")
        await person.press("f10")
        assert isinstance(person.app.screen, ReportScreen)
        await person.press("escape")
        assert isinstance(person.app.screen, WelcomeScreen)


@pytest.mark.posix
async def test_the_report_is_opened_as_a_page(
    begin: Begin, context: QuickContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / ("open" if sys.platform == "darwin" else "xdg-open")
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/given\n')
    program.chmod(0o755)
    async with begin() as person:
        await person.answer("fact1")
        await person.press("f10")
        monkeypatch.setenv("PATH", str(program.parent))
        await person.press("f3")
        assert (tmp_path / "given").read_text() == f"{tmp_path}/20261102-test.html\n"
        assert person.line("#ready").startswith("Opened ")


async def test_a_report_that_cannot_be_opened_says_where_it_is(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with begin(size=(120, 24)) as person:
        await person.answer("fact1")
        await person.press("f10")
        monkeypatch.setenv("PATH", str(tmp_path))
        await person.press("f3")
        assert "20261102-test.html" in person.line("#ready")


async def test_a_report_that_cannot_be_copied_says_why(begin: Begin, context: QuickContext) -> None:
    def locked() -> list[Attempt]:
        raise RecordsError("The database is locked.", "Close the other program.")

    async with begin() as person:
        await person.answer("fact1")
        await person.press("f10")
        context.memory.attempts = locked  # type: ignore[method-assign]
        await person.press("f9")
        assert person.line("#ready") == "The database is locked. Close the other program."


async def test_a_report_that_cannot_be_read_says_why(begin: Begin, context: QuickContext) -> None:
    def locked() -> list[Attempt]:
        raise RecordsError("The database is locked.", "Close the other program.")

    async with begin() as person:
        await person.answer("fact1")
        context.memory.attempts = locked  # type: ignore[method-assign]
        await person.press("f10")
        assert isinstance(person.app.screen, ReportScreen)
        assert person.line("#ready") == "The database is locked. Close the other program."


async def test_the_whole_path_of_a_report_is_shown_on_a_narrow_screen(tmp_path: Path, begin: Begin) -> None:
    folder = tmp_path / ("long" * 12)
    async with begin(parts=QuickContext(folder)) as person:
        await person.answer("fact1")
        await person.press("f10")
        width, height = person.app.screen.query_one("#ready").content_size
        assert width * height > len(f"The report is kept in {folder}/20261102-test.md")


async def test_resuming_an_ungraded_answer_says_why_it_has_no_grade(begin: Begin) -> None:
    async with begin() as person:
        await person.answer("fail")
    async with begin(resume="20261102-test") as person:
        assert "The model is away." in person.transcript
        shown = person.line("#ready")
        assert shown.endswith("without a grade.")
        assert len(shown) <= person.app.screen.query_one("#ready").content_size.width


async def test_a_failed_grading_leaves_the_help_in_the_footer(begin: Begin, context: QuickContext) -> None:
    context.voice = ScriptedDialogue(Random(1))
    async with begin() as person:
        await person.answer("fail")
        await person.press("f5")
        await person.pilot.pause(0.1)
        keys = {str(key.description): key.region for key in person.app.screen.query(FooterKey)}
        assert "Grade" in keys
        assert keys["Help"].right - 1 <= keys["palette"].x  # its last column is blank


async def test_an_interview_that_cannot_begin_says_why(begin: Begin, context: QuickContext) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecordsError("The database is locked.", "Close the other program.")

    context.sessions.begin = broken  # type: ignore[assignment, method-assign]
    async with begin() as person:
        assert "The database is locked. Close the other program." in person.transcript


async def test_the_grader_is_named_while_one_is_interviewed(begin: Begin) -> None:
    async with begin() as person:
        assert "word grader" in person.line("#clock")
        assert "practice · 1/2 · regularization" in person.line("#where")


async def test_an_editor_that_is_not_set_is_told(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    async with begin() as person:
        await person.press("f8")
        assert "No editor is set." in person.line("#ready")
