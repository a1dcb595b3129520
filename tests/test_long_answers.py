"""An answer beyond the greatest length: saved, ungraded with the reason, and not the end of its question."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pytest
from textual import events

from interviewer.corpus.question import Question
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.limits import MAX_ANSWER_CHARACTERS
from interviewer.grading.score import score_of
from interviewer.interview.choosing import Choices
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.dialogue.speech import Speech
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import Event, GradingStarted, QuestionAsked, Refused
from interviewer.interview.session import MAX_ASKED_CHARACTERS, MAX_KEPT_CHARACTERS, Mode, Phase
from interviewer.interview.store import SavedSession
from interviewer.interview.words import UNREAD, reaction
from interviewer.models.chat import Cancel
from interviewer.plain import LineInterviewer, Pages
from interviewer.progress import OnProgress
from interviewer.tui.answer_box import MAX_IN_BOX
from interviewer.tui.app import InterviewerApp, Opening
from tests.factories import NOON, WordGrader
from tests.front_ends import QuickContext, a_mock
from tests.tui.conftest import Person

LONG = "fact1 " + "word " * 5_000
SHORT = "fact1 fact2 fact3"
REASON = f"The answer has {len(LONG):,} characters, and at most 20,000 are graded. Shorten it"


class WordJudge:
    """Judges as the word grader does."""

    label = "words"
    method = Method.SIMILARITY
    model = "none"
    version = "1"

    def prepare(self, question: object, prompt: str) -> None:
        """Nothing to prepare."""

    def score(self, request: GradingRequest, judgement: Judgement) -> float | None:
        return score_of(judgement.verdicts)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        return Judgement(WordGrader().grade(request).verdicts)


class Checked(QuickContext):
    """Quick context whose grader is put into the gate, as every grader of the program is."""

    def grader(self, progress: OnProgress) -> Grader:
        return CheckedGrader(WordJudge(), "abc", lambda: NOON)

    quick_grader = grader


@pytest.fixture
def context(tmp_path: Path) -> Checked:
    return Checked(tmp_path)


def typed(context: Checked, text: str, choices: Choices | None = None) -> tuple[ConversationDriver, str]:
    """A session in plain mode, and what was said."""
    driver = context.sessions.begin(choices or Choices(), lambda *_: None)
    out = io.StringIO()
    LineInterviewer(context, driver, io.StringIO(text), Pages(out, io.StringIO())).run()
    return driver, out.getvalue()


def saved(context: Checked) -> SavedSession:
    return context.memory.load("20261102-test")


# In line mode


def test_line_mode_saves_it_and_says_why_it_is_ungraded_and_what_can_be_done(context: Checked) -> None:
    _, said = typed(context, f"{LONG.strip()}\n\n/quit\n")
    assert "Ungraded: The answer has 25,005 characters, and at most 20,000 are graded. Shorten it" in said
    assert "/retry to answer again" in said
    exchange = saved(context).session.turn.current
    assert exchange.answer == LONG.strip()
    assert exchange.grade is not None
    assert exchange.grade.score is None


def test_in_line_mode_a_shorter_answer_takes_its_place_and_counts(context: Checked) -> None:
    interview, said = typed(context, f"{LONG}\n\n/retry\n{SHORT}\n\n/quit\n")
    assert "Once more: What is dropout?" in said
    assert "100 % unaided" in said
    assert [exchange.answer for exchange in interview.session.turn.exchanges] == [SHORT]


def test_in_line_mode_it_stays_a_draft_until_another_is_typed(context: Checked) -> None:
    typed(context, f"{LONG.strip()}\n\n/retry\n/quit\n")
    assert saved(context).draft == LONG.strip()


def test_line_mode_keeps_every_line_of_it(context: Checked) -> None:
    lines = "\n".join(f"line {number} of what was pasted" for number in range(3_000))
    typed(context, f"{lines}\n/quit\n")
    assert saved(context).draft == lines


def test_line_mode_keeps_a_long_draft_less_often_than_its_lines_come(context: Checked) -> None:
    count = 0
    keep = context.memory.save_draft

    def counting(session_id: str, draft: str) -> None:
        nonlocal count
        count += 1
        keep(session_id, draft)

    context.memory.save_draft = counting  # type: ignore[method-assign]
    typed(context, "x" * 99 + "\n" + ("y" * 99 + "\n") * 4_999 + "/quit\n")
    assert count < MAX_ANSWER_CHARACTERS / 100 + 50


def test_line_mode_takes_no_line_that_no_answer_is_made_of_and_says_so(context: Checked) -> None:
    huge = "x" * 10_000_000
    interview, said = typed(context, f"fact1\n{huge}\n{huge}\nfact2 fact3\n\n/quit\n")
    assert said.count("Lines that make the answer longer than 5,000,000 characters are ignored") == 1
    assert interview.session.turns[0].exchanges[0].answer == "fact1\nfact2 fact3"


# On the screen


async def on_screen(context: Checked, choices: Choices | None = None) -> InterviewerApp:
    return InterviewerApp(context, Opening(choices=choices or Choices(), resume=None))


async def test_the_screen_says_while_it_is_typed_that_it_is_too_long(context: Checked) -> None:
    app = await on_screen(context)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await person.settle()
        keys = person.box.border_subtitle
        person.box.load_text(LONG)
        await person.settle()
        assert person.box.border_subtitle == f"{len(LONG):,} characters; at most 20,000 are graded"
        person.box.load_text(SHORT)
        await person.settle()
        assert person.box.border_subtitle == keys


async def test_on_the_screen_it_is_saved_and_ungraded_and_goes_back_into_the_box(context: Checked) -> None:
    app = await on_screen(context)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await person.settle()
        await person.answer(LONG)
        assert REASON in person.transcript
        assert saved(context).session.turn.current.answer == LONG
        await person.press("escape")
        assert person.box.text == LONG
        assert saved(context).draft == LONG
        person.box.load_text(SHORT)
        await person.press("enter")
        assert "100 % unaided" in person.transcript


async def test_a_paste_that_is_no_answer_is_held_off_and_what_stands_in_the_box_stays(context: Checked) -> None:
    app = await on_screen(context)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await person.settle()
        person.box.insert("fact1 ")
        app.post_message(events.Paste("x" * 10_000_000))
        await person.settle()
        assert person.box.text == "fact1 "
        assert any("Nothing was pasted" in note.message for note in app._notifications)
        app.post_message(events.Paste("y" * 1_000))
        await person.settle()
        assert person.box.text == "fact1 " + "y" * 1_000
        assert MAX_IN_BOX > MAX_ANSWER_CHARACTERS


# Under both


def kinds(events_: list[Event]) -> list[type]:
    return [type(event) for event in events_]


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
def test_an_answer_without_a_grade_can_be_taken_back_in_every_mode(context: Checked, mode: Mode) -> None:
    interview, _ = typed(context, f"{LONG}\n\n/quit\n", Choices(mode=mode))
    before = interview.session.phase
    interview.cancel_grading()
    assert (before, interview.session.phase) == (Phase.UNGRADED, Phase.ANSWERING)
    assert saved(context).draft.strip() == LONG.strip()


def test_a_mock_interview_does_not_go_on_before_it_was_told_that_it_has_no_grade(context: Checked) -> None:
    context.voice = ScriptedDialogue(Random(1))
    _, said = typed(context, f"{LONG}\n\n/retry\n{SHORT}\n\n/quit\n", a_mock())
    told, _, after = said.partition("Once more: What is dropout?")
    assert "Ungraded: The answer has" in told
    assert "Question 2 of 2" not in told
    assert "Question 2 of 2" in after


def test_what_is_no_answer_by_its_length_is_refused_and_nothing_changes(context: Checked) -> None:
    interview = context.sessions.begin(Choices(), lambda *_: None)._interview
    assert QuestionAsked in kinds(interview.start())
    interview.draft("half an answer")
    (refused,) = interview.submit("x" * (MAX_KEPT_CHARACTERS + 1))
    assert isinstance(refused, Refused)
    assert "5,000,001 characters" in refused.reason
    assert saved(context).draft == "half an answer"
    assert kinds(interview.submit("x" * MAX_KEPT_CHARACTERS))[-1] is GradingStarted


def test_a_question_back_is_short_enough_to_be_sent_to_a_model(context: Checked) -> None:
    interview = context.sessions.begin(Choices(), lambda *_: None)._interview
    interview.start()
    assert kinds(interview.ask_back("x" * (MAX_ASKED_CHARACTERS + 1))) == [Refused]
    assert kinds(interview.ask_back("x" * MAX_ASKED_CHARACTERS)) != [Refused]


def test_no_model_is_sent_it_to_react_to(context: Checked) -> None:
    class Silent(ScriptedDialogue):
        def react(self, question: Question, answer: str, *, cancel: Cancel | None = None) -> Speech:
            raise AssertionError

    interview = context.sessions.begin(Choices(), lambda *_: None)._interview
    interview.start()
    started = interview.submit(LONG)[-1]
    assert isinstance(started, GradingStarted)
    assert "".join(reaction(started, Silent(Random(1)))) == UNREAD
