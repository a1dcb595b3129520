"""Plain mode: what a person types and reads, line by line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from interviewer.errors import EmbeddingError
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Phase
from interviewer.plain import PlainFace
from tests.faces import QuickServices, a_mock


class Talk:
    """One conversation in plain mode."""

    def __init__(self, services: QuickServices, typed: str, choices: Choices | None = None, session: str = "") -> None:
        if session:
            reopened = services.reopen(session)
            self.interview, opening = reopened.interview, reopened.interview.resume(reopened.draft)
        else:
            self.interview = services.begin(choices or Choices(), lambda *_: None)
            opening = self.interview.start()
        self.out, self.narration = io.StringIO(), io.StringIO()
        face = PlainFace(services, self.interview, io.StringIO(typed), self.out, self.narration)
        self.ended = face.run(opening)

    @property
    def said(self) -> str:
        return self.out.getvalue()


@pytest.fixture
def services(tmp_path: Path) -> QuickServices:
    return QuickServices(tmp_path)


def test_a_whole_session_ends_with_its_report(services: QuickServices) -> None:
    talk = Talk(services, "fact1 fact2\nfact3\n\n\n/skip\n\n")
    assert talk.ended
    assert "# Interview of 02 November 2026" in talk.said
    assert "100 % alone over 1 by the similarity grader" in talk.said
    assert "1 skipped" in talk.said


def test_feedback_shows_the_words_that_earned_and_the_reference(services: QuickServices) -> None:
    talk = Talk(services, "fact1\n\n/skip\n")
    assert "✓ met: Fact1 alpha1 beta1 gamma1." in talk.said
    assert 'your words: "fact1"' in talk.said
    assert "✗ missed: Fact2 alpha2 beta2 gamma2." in talk.said
    assert "The reference answer to dropout." in talk.said
    assert "Source: corpus/regularization/dropout.md; Somebody (2014), A Paper" in talk.said


def test_a_follow_up_gives_nothing_away(services: QuickServices) -> None:
    talk = Talk(services, "fact1\n\n")
    assert "So far 1 of 3 key points are covered." in talk.said
    assert "Follow-up: What about the dropout matter 2?" in talk.said
    assert "Fact2" not in talk.said


def test_a_mock_interview_stays_neutral_until_the_report(services: QuickServices) -> None:
    talk = Talk(services, "fact1 fact2 fact3\n\n", a_mock())
    assert "Noted." in talk.said
    assert "met" not in talk.said
    assert "Question 2 of 2" in talk.said


def test_an_empty_answer_is_refused(services: QuickServices) -> None:
    assert "The answer is empty" in Talk(services, "\n").said


def test_every_command_is_listed_by_help(services: QuickServices) -> None:
    talk = Talk(services, "/help\n")
    for command in ("/hint", "/idk", "/skip", "/retry", "/next", "/again", "/quit", "/end"):
        assert command in talk.said


def test_an_unknown_command_is_no_answer(services: QuickServices) -> None:
    talk = Talk(services, "/hnit\n")
    assert "There is no command /hnit." in talk.said
    assert talk.interview.session.turn.current.answer is None


def test_text_that_starts_with_a_slash_can_be_typed(services: QuickServices) -> None:
    talk = Talk(services, "//fact1\n\n")
    assert talk.interview.session.turn.exchanges[0].answer == "/fact1"


def test_a_hint_is_shown_and_the_answer_goes_on(services: QuickServices) -> None:
    talk = Talk(services, "fact2\n/hint\nfact1 fact3\n\n")
    assert "Hint: What about the dropout matter 1?" in talk.said
    assert talk.interview.session.turn.exchanges[0].answer == "fact2\nfact1 fact3"


def test_the_end_of_the_input_takes_the_answer_that_stands_there(services: QuickServices) -> None:
    talk = Talk(services, "fact1 fact2 fact3")
    assert talk.interview.session.turn.exchanges[0].grade is not None
    assert not talk.ended


def test_quitting_keeps_the_draft_and_resuming_shows_it(services: QuickServices) -> None:
    Talk(services, "half an\nanswer\n/quit\n")
    talk = Talk(services, "fact1\n\n", session="20261102-test")
    assert "half an\nanswer" in talk.said
    assert talk.interview.session.turn.exchanges[0].answer == "half an\nanswer\nfact1"


def test_a_failed_grading_is_called_ungraded_and_can_be_tried_again(services: QuickServices) -> None:
    talk = Talk(services, "fail\n\n/again\n/next\n")
    assert talk.said.count("Ungraded: The model is away.") == 2
    assert "Question 2 of 2" in talk.said


def test_ending_early_shows_the_report(services: QuickServices) -> None:
    talk = Talk(services, "fact1\n\n/end\n")
    assert talk.ended
    assert "1 not reached" in talk.said


def test_escape_sequences_in_an_answer_reach_no_terminal(services: QuickServices) -> None:
    talk = Talk(services, "fact1 \x1b[2J\x07 [/] [b list[str]\n\n/end\n")
    assert "\x1b" not in talk.said
    assert "fact1 ␛[2J␇ [/] [b list[str]" in talk.said


def test_a_grader_that_cannot_be_loaded_loses_no_answer(tmp_path: Path) -> None:
    services = QuickServices(tmp_path, broken_grader=True)
    with pytest.raises(EmbeddingError):
        Talk(services, "fact1\n\n")
    assert services.memory.saved[-1].turn.current.answer == "fact1"
    assert services.memory.saved[-1].phase is Phase.GRADING


def test_narration_is_kept_out_of_the_interview(services: QuickServices) -> None:
    talk = Talk(services, "fact1 fact2 fact3\n\n")
    assert "Answer saved." in talk.narration.getvalue()
    assert "Answer saved." not in talk.said
