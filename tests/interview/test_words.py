"""What the interviewer does not say twice, and what it says to a candidate who does not know."""

from __future__ import annotations

import pytest

from interviewer.interview import gradings, words
from interviewer.interview.dialogue.scripted import ScriptedDialogue, as_it_stands
from interviewer.interview.dialogue.speech import Worded
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Mode, Session
from interviewer.interview.words import GOING_ON
from tests.factories import MemoryStore, WordGrader, a_plan, a_question, ticking_clock

SAME = "Can you go one step deeper into how that works, and why?"


class OneQuestion(ScriptedDialogue):
    """An agent that asks the same follow-up whatever was said, and keeps what it was told of the verdicts."""

    def __init__(self) -> None:
        super().__init__(NoDraw())  # type: ignore[arg-type]  # what is used of it
        self.told: list[dict[str, str]] = []

    def follow_up(self, question: object, point: object, verdicts: object, *_: object, **__: object) -> Worded:
        self.told.append({verdict.point: str(verdict.verdict) for verdict in verdicts})  # type: ignore[attr-defined]
        return Worded(SAME, by_model=True)


class NoDraw:
    """Draws the first of whatever there is."""

    def choice(self, some: list[str]) -> str:
        return some[0]


class Talk:
    """A practice interview over two questions, with an agent that repeats itself."""

    def __init__(self) -> None:
        questions = {name: a_question(name) for name in ("dropout", "momentum")}
        session = Session(plan=a_plan(*questions, mode=Mode.PRACTICE))
        self.interview = Interview(session, questions, MemoryStore(), ticking_clock(), grades_later=True)
        self.interview.start()
        self.agent = OneQuestion()

    def answer(self, text: str) -> str | None:
        """Answers, and returns the words for the follow-up that comes of it."""
        started = self.interview.submit(text)[-1]
        assert isinstance(started, GradingStarted)
        done = gradings.graded(self.interview, started, WordGrader(), self.agent)
        self.interview.deliver(done.ticket, done.grade, done.wording)
        return done.wording

    def ask_back(self) -> str:
        """Asks something back, and returns the reply."""
        self.interview.ask_back("Do you mean in theory?")
        session, question = self.interview.session, self.interview.question
        reply = words.clarification(session, question, "Do you mean in theory?", self.agent)
        self.interview.clarify(reply)
        return reply


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_words_that_a_follow_up_of_the_session_had_give_way_to_the_probe(talk: Talk) -> None:
    assert talk.answer("fact1") == SAME
    talk.answer("fact2 fact3")
    talk.interview.proceed()
    assert talk.answer("fact1") is None
    asked = talk.interview.session.turn.current.prompt
    assert asked.text == talk.interview.question.key_points[1].probe


def test_a_point_that_was_met_stays_met_for_whoever_words_the_next_follow_up(talk: Talk) -> None:
    talk.answer("fact1")
    talk.answer("nothing of it, only other words")
    assert talk.agent.told[-1]["k1"] == "met"


def test_no_reply_is_given_twice_to_the_same_prompt(talk: Talk) -> None:
    replies = [talk.ask_back(), talk.ask_back(), talk.ask_back()]
    assert replies[0] == as_it_stands(talk.interview.question, talk.interview.session.turn.exchanges)
    assert len(set(replies)) == 3


@pytest.mark.parametrize("text", ["I don't know.", "no idea"])
def test_who_does_not_know_is_not_thanked_for_an_answer(talk: Talk, text: str) -> None:
    started = talk.interview.submit(text)[-1]
    assert isinstance(started, GradingStarted)
    assert "".join(words.reaction(started, talk.agent)) == GOING_ON
