"""Plain mode: what a person types and reads, line by line."""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from interviewer.errors import EmbeddingError
from interviewer.grading.verdict import Verdict
from interviewer.interview.choosing import Choices
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.session import Phase
from interviewer.models.chat import Usage
from interviewer.plain import LineInterviewer, Pages
from interviewer.plain.lines import NOT_TAKEN, UNGRADED, WHAT_NEXT
from interviewer.signals import Terminated
from tests.exercises.samples import CODE, ESTIMATE
from tests.front_ends import ExerciseContext, QuickContext, a_mock


class Typist(io.StringIO):
    """Types lines; between two of them it does what stands there instead of a line."""

    def __init__(self, *script: str | Callable[[], object]) -> None:
        super().__init__()
        self._script: Iterator[str | Callable[[], object]] = iter(script)

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed has two of it
        for step in self._script:
            if isinstance(step, str):
                return step + "\n"
            step()
        return ""


class Letting(io.StringIO):
    """Does something once certain words are written to it."""

    def __init__(self, act: Callable[[], object], at: str) -> None:
        super().__init__()
        self._act, self._at = act, at

    def write(self, text: str, /) -> int:
        if self._at in text:
            self._act()
        return super().write(text)


def gradings_end() -> None:
    """Waits for the threads that an interview has begun."""
    for thread in threading.enumerate():
        if thread.name.startswith("interview-"):
            thread.join(10)


class Talk:
    """One conversation in plain mode."""

    def __init__(
        self,
        context: QuickContext,
        typed: str | Typist,
        choices: Choices | None = None,
        session: str = "",
        narration: io.StringIO | None = None,
    ) -> None:
        self.interview = (
            context.sessions.reopen(session)
            if session
            else context.sessions.begin(choices or Choices(), lambda *_: None)
        )
        self.out, self.narration = io.StringIO(), narration or io.StringIO()
        source = io.StringIO(typed) if isinstance(typed, str) else typed
        self.ended = LineInterviewer(context, self.interview, source, Pages(self.out, self.narration)).run()

    @property
    def said(self) -> str:
        return self.out.getvalue()


@pytest.fixture
def context(tmp_path: Path) -> QuickContext:
    return QuickContext(tmp_path)


@pytest.fixture
def spoken(context: QuickContext) -> QuickContext:
    """AppContext with somebody who speaks, and grades that come later in a mock interview."""
    context.voice = ScriptedDialogue(Random(1))
    return context


def test_a_whole_session_ends_with_its_report(context: QuickContext) -> None:
    talk = Talk(context, "fact1 fact2\nfact3\n\n\n/skip\n\n")
    assert talk.ended
    assert "# Interview of 02 November 2026" in talk.said
    assert "100 % unaided over 1 by the similarity grader" in talk.said
    assert "1 skipped" in talk.said


def test_feedback_shows_the_words_that_earned_and_the_reference(context: QuickContext) -> None:
    talk = Talk(context, "fact1\n\n/skip\n")
    assert "✓ met: Fact1 alpha1 beta1 gamma1." in talk.said
    assert 'your words: "fact1"' in talk.said
    assert "✗ missed: Fact2 alpha2 beta2 gamma2." in talk.said
    assert "The reference answer to dropout." in talk.said
    assert "Source: corpus/regularization/dropout.md; Somebody (2014), A Paper" in talk.said


@pytest.mark.parametrize("typed", ["fail\n\n/next\n", "fact1\n\nfail\n\n/next\n"])
def test_going_on_without_a_grade_shows_the_reference_of_the_question_that_was_answered(
    context: QuickContext, typed: str
) -> None:
    said = Talk(context, typed).said
    assert "Question 2 of 2" in said
    assert "The reference answer to dropout." in said
    assert "The reference answer to momentum." not in said
    assert WHAT_NEXT not in said


def test_a_follow_up_gives_nothing_away(context: QuickContext) -> None:
    talk = Talk(context, "fact1\n\n")
    assert "So far 1 of 3 key points are covered." in talk.said
    assert "Follow-up: What about the dropout matter 2?" in talk.said
    assert "Fact2" not in talk.said


def test_a_mock_interview_stays_neutral_until_the_report(context: QuickContext) -> None:
    talk = Talk(context, "fact1 fact2 fact3\n\n", a_mock())
    assert "Noted." in talk.said
    assert "met" not in talk.said
    assert "Question 2 of 2" in talk.said


def test_a_mock_interview_says_what_a_question_may_take_and_of_exercises_nothing_where_there_are_none(
    context: QuickContext,
) -> None:
    assert "Keep to about 180 seconds a question.\n" in Talk(context, "", a_mock()).said


def test_a_mock_interview_says_what_its_exercises_may_take(tmp_path: Path) -> None:
    talk = Talk(ExerciseContext(tmp_path, CODE, ESTIMATE), "", a_mock())
    said = " ".join(talk.said.split())
    assert "Keep to about 180 seconds a question, and to 8 to 15 minutes an exercise." in said


def test_an_empty_answer_is_refused(context: QuickContext) -> None:
    assert "The answer is empty" in Talk(context, "\n").said


@pytest.mark.parametrize(
    ("typed", "next_"), [("fact1 fact2 fact3\n\nand more\n", WHAT_NEXT), ("fail\n\nand more\n", UNGRADED)]
)
def test_a_line_typed_while_no_question_is_open_is_said_not_to_be_taken(
    context: QuickContext, typed: str, next_: str
) -> None:
    assert f"{NOT_TAKEN} {next_}" in Talk(context, typed).said


def test_resuming_an_ungraded_answer_says_why_it_has_no_grade(context: QuickContext) -> None:
    Talk(context, "fail\n\n")
    assert "The last answer is ungraded. The model is away." in Talk(context, "", session="20261102-test").said


def test_every_command_is_listed_by_help(context: QuickContext) -> None:
    talk = Talk(context, "/help\n")
    for command in ("/hint", "/idk", "/skip", "/retry", "/next", "/again", "/quit", "/end"):
        assert command in talk.said


def test_an_unknown_command_is_no_answer(context: QuickContext) -> None:
    talk = Talk(context, "/hnit\n")
    assert "There is no command /hnit." in talk.said
    assert talk.interview.session.turn.current.answer is None


def test_text_that_starts_with_a_slash_can_be_typed(context: QuickContext) -> None:
    talk = Talk(context, "//fact1\n\n")
    assert talk.interview.session.turn.exchanges[0].answer == "/fact1"


def test_a_hint_is_shown_and_the_answer_goes_on(context: QuickContext) -> None:
    talk = Talk(context, "fact2\n/hint\nfact1 fact3\n\n")
    assert "Hint: What about the dropout matter 1?" in talk.said
    assert talk.interview.session.turn.exchanges[0].answer == "fact2\nfact1 fact3"


def test_the_end_of_the_input_takes_the_answer_that_stands_there(context: QuickContext) -> None:
    talk = Talk(context, "fact1 fact2 fact3")
    assert talk.interview.session.turn.exchanges[0].grade is not None
    assert not talk.ended


def test_quitting_keeps_the_draft_and_resuming_shows_it(context: QuickContext) -> None:
    Talk(context, "half an\nanswer\n/quit\n")
    talk = Talk(context, "fact1\n\n", session="20261102-test")
    assert "half an\nanswer" in talk.said
    assert talk.interview.session.turn.exchanges[0].answer == "half an\nanswer\nfact1"


@pytest.mark.parametrize("typed", ["", "/help\n", "/hint\n", "/nonsense\n", "/help\n/hint\n"])
def test_a_draft_that_nothing_was_added_to_stays_a_draft_at_the_end_of_the_input(
    context: QuickContext, typed: str
) -> None:
    Talk(context, "half an\nanswer\n/quit\n")
    talk = Talk(context, typed, session="20261102-test")
    assert talk.interview.session.turn.current.answer is None
    assert context.memory.load("20261102-test").draft == "half an\nanswer"
    assert "Your draft is saved; it was not sent." in talk.said
    assert not talk.ended


def test_a_draft_that_was_typed_on_is_sent_at_the_end_of_the_input(context: QuickContext) -> None:
    Talk(context, "fact1\n/quit\n")
    talk = Talk(context, "fact2 fact3", session="20261102-test")
    assert talk.interview.session.turn.exchanges[0].answer == "fact1\nfact2 fact3"
    assert "not sent" not in talk.said


def test_an_empty_line_sends_a_draft_of_an_earlier_run(context: QuickContext) -> None:
    Talk(context, "fact1\n/quit\n")
    talk = Talk(context, "\n", session="20261102-test")
    assert talk.interview.session.turn.exchanges[0].answer == "fact1"


def test_an_answer_whose_grading_was_called_off_is_a_draft_at_the_end_of_the_input(context: QuickContext) -> None:
    driver = context.sessions.begin(Choices(), lambda *_: None)
    driver.open()
    driver.submit("fact1")
    driver.cancel_grading()
    talk = Talk(context, "", session="20261102-test")
    assert talk.interview.session.turn.current.answer is None
    assert context.memory.load("20261102-test").draft == "fact1"


def test_asking_about_a_question_does_not_make_an_answer_of_a_draft(spoken: QuickContext) -> None:
    Talk(spoken, "fact1\n/quit\n")
    talk = Talk(spoken, "/ask How deep should I go?\n", session="20261102-test")
    assert talk.interview.session.turn.current.answer is None
    assert spoken.memory.load("20261102-test").draft == "fact1"


@pytest.mark.parametrize("end", [KeyboardInterrupt(), Terminated(signal.SIGTERM)])
def test_an_interrupt_or_a_signal_leaves_a_draft_a_draft(context: QuickContext, end: KeyboardInterrupt) -> None:
    def stop() -> None:
        raise end

    with pytest.raises(type(end)):
        Talk(context, Typist("half an answer", stop))
    saved = context.memory.load("20261102-test")
    assert (saved.draft, saved.session.turn.current.answer) == ("half an answer", None)


def test_a_failed_grading_is_called_ungraded_and_can_be_tried_again(context: QuickContext) -> None:
    talk = Talk(context, "fail\n\n/again\n/next\n")
    assert talk.said.count("Ungraded: The model is away.") == 2
    assert "Question 2 of 2" in talk.said


def test_ending_early_shows_the_report(context: QuickContext) -> None:
    talk = Talk(context, "fact1\n\n/end\n")
    assert talk.ended
    assert "1 not reached" in talk.said


def test_escape_sequences_in_an_answer_reach_no_terminal(context: QuickContext) -> None:
    talk = Talk(context, "fact1 \x1b[2J\x07 [/] [b list[str]\n\n/end\n")
    assert "\x1b" not in talk.said
    assert "⟦fact1⟧[✓ k1] ␛[2J␇ [/] [b list[str]" in talk.said


def test_a_grader_that_cannot_be_loaded_loses_no_answer(tmp_path: Path) -> None:
    context = QuickContext(tmp_path, broken_grader=True)
    with pytest.raises(EmbeddingError):
        Talk(context, "fact1\n\n")
    assert context.memory.saved[-1].turn.current.answer == "fact1"
    assert context.memory.saved[-1].phase is Phase.GRADING


def test_narration_is_kept_out_of_the_interview(context: QuickContext) -> None:
    talk = Talk(context, "fact1 fact2 fact3\n\n")
    assert "Answer saved." in talk.narration.getvalue()
    assert "Answer saved." not in talk.said


def test_what_leaves_the_machine_is_said_before_anything_is_asked(spoken: QuickContext) -> None:
    said = Talk(spoken, "/quit\n").said
    assert (
        0
        <= said.index("Your answers go to example.org.")
        < said.index("Interviewer: Welcome")
        < said.index("Question 1")
    )


def test_the_interviewer_greets_reacts_and_closes(spoken: QuickContext) -> None:
    talk = Talk(spoken, "fact1 fact2 fact3\n\n/end\n")
    reaction = talk.said.index("Interviewer: ", talk.said.index("Question 1 of 2"))
    assert reaction < talk.said.index("Result: 100 %")
    assert "you scored 100 %" in talk.interview.session.closing
    assert f"Interviewer: {talk.interview.session.closing}" in talk.said
    assert "## The interviewer's summary" in talk.said


def test_a_question_back_is_replied_to_and_the_question_stays_open(spoken: QuickContext) -> None:
    talk = Talk(spoken, "Do you mean at training time?\n\nfact1\n\n/quit\n")
    first = talk.interview.session.turn
    assert "Interviewer: I mean the question as it stands" in talk.said
    assert [remark.by_candidate for remark in first.remarks] == [True, False]
    assert first.exchanges[0].answer == "fact1"


def test_asking_keeps_the_answer_that_was_begun(spoken: QuickContext) -> None:
    talk = Talk(spoken, "fact1\n/ask How deep should I go?\nfact2\n\n/quit\n")
    assert talk.interview.session.turn.remarks[0].text == "How deep should I go?"
    assert talk.interview.session.turn.exchanges[0].answer == "fact1\nfact2"


def test_asking_keeps_the_draft_on_disk(spoken: QuickContext) -> None:
    Talk(spoken, "fact1\n/ask How deep should I go?\n/quit\n")
    assert spoken.memory.load("20261102-test").draft == "fact1"


def test_asking_nothing_is_refused(spoken: QuickContext) -> None:
    assert "Say what you want to ask." in Talk(spoken, "/ask\n").said


def test_without_a_chat_model_nobody_speaks_and_a_question_is_an_answer(context: QuickContext) -> None:
    talk = Talk(context, "/help\nDo you mean at training time?\n\n/quit\n")
    assert "Interviewer:" not in talk.said
    assert "/ask" not in talk.said
    assert talk.interview.session.turn.exchanges[0].answer == "Do you mean at training time?"


def test_the_next_question_of_a_mock_interview_does_not_wait_for_a_grade(spoken: QuickContext) -> None:
    spoken.hold_grading()
    second_was_asked: list[bool] = []

    def look() -> None:
        second_was_asked.append(len(spoken.memory.saved[-1].turns) == 2)
        spoken.let_grading_go()

    talk = Talk(spoken, Typist("fact1 fact2 fact3", "", look, "fact1 fact2 fact3", ""), a_mock())
    assert second_was_asked == [True]
    assert talk.ended
    assert all(turn.exchanges[0].grade is not None for turn in talk.interview.session.turns)


def test_the_end_of_a_mock_interview_waits_for_the_grades_and_says_how_many(spoken: QuickContext) -> None:
    spoken.hold_grading()
    typed = "fact1 fact2 fact3\n\nfact1 fact2 fact3\n\n"
    talk = Talk(spoken, typed, a_mock(), narration=Letting(spoken.let_grading_go, "Waiting for 2 grades."))
    assert "1 answer still to be graded." in talk.narration.getvalue()
    assert "100 % unaided over 2 by the similarity grader" in talk.said
    assert "\nNoted.\n" not in talk.said


def test_a_mock_interview_tells_no_score_before_its_end(spoken: QuickContext) -> None:
    said = Talk(spoken, "fact1\n\n/skip\nfact1 fact2 fact3\n\n", a_mock()).said
    assert "%" not in said.split("# Interview of")[0].split("Interviewer: That was the last question")[0]


def test_quitting_says_how_many_answers_wait_and_resuming_grades_them(spoken: QuickContext) -> None:
    spoken.hold_grading()
    first = Talk(spoken, "fact1 fact2 fact3\n\n/quit\n", a_mock())
    assert "1 answer will be graded then." in first.said
    assert first.interview.session.turns[0].exchanges[0].grade is None
    spoken.let_grading_go()
    second = Talk(spoken, "/skip\n", session="20261102-test")
    assert second.ended
    assert second.interview.session.turns[0].exchanges[0].grade is not None


def test_a_session_that_is_over_can_get_its_grades_and_its_report_later(spoken: QuickContext) -> None:
    spoken.hold_grading()
    driver = spoken.sessions.begin(a_mock(), lambda *_: None)
    driver.open()
    driver.submit("fact1 fact2 fact3")
    list(driver.until_ready())
    driver.skip()
    driver.leave()
    spoken.let_grading_go()
    assert driver.session.phase is Phase.FINISHED
    assert driver.session.ungraded_places
    talk = Talk(spoken, "", session="20261102-test")
    assert talk.ended
    assert "100 % unaided over 1" in talk.said


def test_a_late_grading_that_failed_is_told_and_can_be_tried_again(spoken: QuickContext) -> None:
    talk = Talk(spoken, Typist("fail", "", "/skip", gradings_end, "/again", "/quit"), a_mock())
    assert "Question 1 is ungraded: The model is away. Your answer is kept. Type /again" in talk.said


def test_what_the_session_took_is_told_at_the_end(spoken: QuickContext) -> None:
    def speak() -> None:
        spoken.said = Usage(1200, 80, 3, None)

    talk = Talk(spoken, Typist("fact1 fact2 fact3", speak, "", "/end"))
    assert talk.interview.session.talk == Usage(1200, 80, 3, None)
    assert "This session took 3 calls, 1,200 tokens in, 80 out, cost unknown." in talk.narration.getvalue()


def test_an_interrupt_calls_off_the_gradings_that_run(spoken: QuickContext) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    spoken.hold_grading()
    with pytest.raises(KeyboardInterrupt):
        Talk(spoken, Typist("fact1", "", interrupt), a_mock())
    assert [cancel.is_set for cancel in spoken.cancels] == [True]


def test_line_mode_tells_beside_the_interview_that_words_of_a_long_grading_come(context: QuickContext) -> None:
    out, narration, seconds = io.StringIO(), io.StringIO(), iter(range(0, 10_000, 10))
    context.received = (10, 500, 1240)
    driver = context.sessions.begin(Choices(), lambda *_: None)

    def clock() -> float:
        return float(next(seconds))

    driver._gradings._clock = clock
    LineInterviewer(context, driver, io.StringIO("fact1\n\n/quit\n"), Pages(out, narration), clock).run()
    assert "Grading: 1,240 characters so far." in narration.getvalue()
    assert "characters so far" not in out.getvalue()


def test_a_tab_goes_between_a_command_and_its_words_too(spoken: QuickContext) -> None:
    assert Talk(spoken, "/ask\tIn which context?\n/quit\n").said.count("Interviewer: ") == 2


def test_a_verdict_is_contested_and_decided(context: QuickContext) -> None:
    talk = Talk(context, "fact1 fact3\n\n/skip\n/dispute\n/dispute 2\n/verdict met: I said so.\n/quit\n")
    listed = talk.said.partition("Type /dispute and the number of a verdict.\n")[2]
    assert listed.splitlines()[1] == "  2. ✗ missed: Fact2 alpha2 beta2 gamma2."
    assert "You contest: ✗ missed: Fact2" in talk.said
    assert "finds the same in the same answer every time" in talk.said
    assert "Kept: you contest this: met; no second judgement. The score stays as it is." in talk.said
    (dispute,) = context.memory.load("20261102-test").session.turns[0].exchanges[0].disputes
    assert (dispute.point, dispute.label, dispute.argument) == ("k2", Verdict.MET, "I said so.")


def test_a_contested_verdict_can_be_kept_and_what_is_no_verdict_is_told(context: QuickContext) -> None:
    talk = Talk(
        context, "fact1 fact2 fact3\n\n/verdict met\n/dispute k9\n/dispute k1\n/verdict perfect\n/verdict keep\n/quit\n"
    )
    assert "No verdict is contested." in talk.said
    assert "There is no verdict on 'k9'" in talk.said
    assert talk.said.count("Type /verdict and met, partial, missed, contradicted or keep") == 2
    assert "Kept: you contested this and keep it: met; no second judgement." in talk.said


@pytest.mark.parametrize(("typed", "stated"), [("4", 0.75), ("", None), ("sure\n1", 0.0)])
def test_how_sure_one_is_goes_before_the_grade(
    context: QuickContext, monkeypatch: pytest.MonkeyPatch, typed: str, stated: float | None
) -> None:
    monkeypatch.setenv("INTERVIEWER_CONFIDENCE", "true")
    talk = Talk(context, f"fact1 fact2 fact3\n\n{typed}\n/quit\n")
    asked = "How sure are you of this answer? Type 1 for 0 %, 2 for 25 %, 3 for 50 %, 4 for 75 %, 5 for 100 %; Enter"
    assert talk.said.index(asked) < talk.said.index("Result: 100 % unaided.")
    assert context.memory.load("20261102-test").session.turns[0].exchanges[0].confidence == stated


def test_an_answer_is_graded_where_the_input_ends_before_it_is_said_how_sure_it_is(
    context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_CONFIDENCE", "true")
    assert "Result: 100 % unaided." in Talk(context, "fact1 fact2 fact3\n").said


@pytest.mark.parametrize("typed", ["/dispute", "/dispute 1", "fact1\n\n/dispute", "fact1\n\n/dispute 2"])
def test_disputing_reveals_nothing_of_an_open_question(context: QuickContext, typed: str) -> None:
    said = Talk(context, f"{typed}\n/quit\n").said
    assert "A verdict can be contested once the feedback is shown." in said
    assert "Fact" not in said


def test_disputing_reveals_nothing_during_a_mock_interview(context: QuickContext) -> None:
    said = Talk(context, "fact1\n\n\n\n/dispute\n/quit\n", choices=a_mock()).said
    assert "A mock interview shows its verdicts at the end" in said
    assert "Fact" not in said
