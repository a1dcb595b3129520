"""The interviewer's own words: which there are, and those in progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from interviewer.corpus.question import Question
from interviewer.grading.gate import REFUSAL, gate
from interviewer.grading.limits import why_too_long
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.facts import closing_facts, opening_facts
from interviewer.interview.dialogue.scripted import in_other_words
from interviewer.interview.dialogue.speech import Speech, Worded
from interviewer.interview.events import Event, GradingStarted, SpeechBegun, SpeechKind, SpeechOver, SpeechPiece
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.interview.session import Session
from interviewer.models.chat import Cancel

GOING_ON = "All right, let's move on."
"""What is said to a candidate who does not know."""

UNREAD = "One moment."
"""What is said to an answer that is too long to be sent to a model."""


class Words:
    """What is being said and replied; nothing without an `agent`. `emit` takes the events, in the thread that applies
    the results of jobs."""

    def __init__(self, agent: DialogueAgent | None, jobs: Jobs, emit: Callable[[Event], None]) -> None:
        self._agent = agent
        self._jobs = jobs
        self._emit = emit
        self._speeches: dict[int, Cancel] = {}
        self._count = 0
        self._reply: Cancel | None = None
        self._reviews: list[Cancel] = []

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return bool(self._speeches)

    @property
    def reviewing(self) -> bool:
        """Whether a remark on a program is on its way."""
        return bool(self._reviews)

    @property
    def replying(self) -> bool:
        """Whether a reply is on its way."""
        return self._reply is not None

    def greet(self, session: Session, questions: Sequence[Question]) -> None:
        """Says something before the first question."""
        if self._agent is not None:
            self._speak(SpeechKind.GREETING, partial(greeting, session, questions, self._agent))

    def react(self, event: GradingStarted) -> None:
        """Says something to an answer while it is being graded."""
        if self._agent is not None:
            self._speak(SpeechKind.REACTION, partial(reaction, event, self._agent))

    def close(self, session: Session, over: Callable[[str], None]) -> bool:
        """Sums up a finished session, and calls `over` with the summary; False if there is nothing to sum up."""
        answered = any(exchange.answer is not None for turn in session.turns for exchange in turn.exchanges)
        if self._agent is None or session.finished_at is None or not answered or session.closing:
            return False
        self._speak(SpeechKind.CLOSING, partial(closing, session, self._agent), over)
        return True

    def reply(self, session: Session, question: Question, text: str, over: Callable[[str], None]) -> None:
        """Words a reply to what the candidate asked and calls `over` with it, unless it was dropped meanwhile."""
        if self._agent is not None:
            cancel = self._reply = Cancel()
            words = partial(clarification, session, question, text, self._agent, cancel)
            self._jobs.run(JobKind.WORDS, lambda: (partial(self._replied, words(), over),), cancel)

    def review(self, question: Question, program: str, over: Callable[[str], None]) -> None:
        """Words a remark on a program and calls `over` with it, unless nothing can be said."""
        if self._agent is None:
            return
        agent, cancel = self._agent, Cancel()
        self._reviews.append(cancel)

        def work() -> Iterator[Result]:
            text = agent.review(question, program, cancel=cancel).text
            yield partial(self._reviewed, cancel, text, over)

        self._jobs.run(JobKind.WORDS, work, cancel)

    def drop_reply(self) -> None:
        """Drops the reply, which is no longer wanted."""
        if self._reply is not None:
            self._reply.set()
            self._reply = None

    def call_off(self) -> None:
        """Drops the reply, all speeches and remarks."""
        self.drop_reply()
        speeches, self._speeches = self._speeches, {}
        reviews, self._reviews = self._reviews, []
        for cancel in (*speeches.values(), *reviews):
            cancel.set()

    def _speak(
        self, kind: SpeechKind, words: Callable[[Cancel], Speech], over: Callable[[str], None] | None = None
    ) -> None:
        """Says something; its pieces are reported as they come, and `over` is called with all of it at the end."""
        self._count += 1
        number, cancel = self._count, Cancel()
        self._speeches[number] = cancel
        self._emit(SpeechBegun(number, kind))

        def work() -> Iterator[Result]:
            speech = words(cancel)
            for piece in speech:
                yield partial(self._emit, SpeechPiece(number, piece))
            yield partial(self._over, number, kind, speech.worded, over)

        self._jobs.run(JobKind.WORDS, work, cancel)

    def _over(self, number: int, kind: SpeechKind, said: Worded, over: Callable[[str], None] | None) -> None:
        del self._speeches[number]
        self._emit(SpeechOver(number, kind, said.text, said.by_model))
        if over is not None:
            over(said.text)

    def _reviewed(self, cancel: Cancel, text: str, over: Callable[[str], None]) -> None:
        self._reviews.remove(cancel)
        if text:
            over(text)

    def _replied(self, text: str, over: Callable[[str], None]) -> None:
        self._reply = None
        over(text)


def greeting(
    session: Session, questions: Sequence[Question], agent: DialogueAgent, cancel: Cancel | None = None
) -> Speech:
    """Words before the first of the planned questions."""
    return agent.greet(opening_facts(session.plan, questions), cancel=cancel)


def reaction(event: GradingStarted, agent: DialogueAgent, cancel: Cancel | None = None) -> Speech:
    """A sentence after an answer that says nothing of how good it was.

    There is nothing to react to if the candidate does not know, or if the answer is too long to be graded.
    """
    if why_too_long(event.request.answer):
        return Speech(lambda: UNREAD)
    if gate(event.request.answer, ()) == REFUSAL:
        return Speech(lambda: GOING_ON)
    return agent.react(event.request.question, event.request.answer, cancel=cancel)


def clarification(
    session: Session, question: Question, text: str, agent: DialogueAgent, cancel: Cancel | None = None
) -> str:
    """The reply to the candidate's question `text` about the open prompt; for `interview.clarify`.

    Earlier replies to this prompt are not repeated word for word.
    """
    turn = session.turn
    reply = agent.clarify(question, text, turn.exchanges, cancel=cancel).text
    here = len(turn.exchanges) - 1
    said = {remark.text for remark in turn.remarks if remark.exchange == here and not remark.by_candidate}
    return in_other_words(reply, said)


def closing(session: Session, agent: DialogueAgent, cancel: Cancel | None = None) -> Speech:
    """The summary of a finished session, from its grades alone; for `interview.close_with`."""
    return agent.close(closing_facts(session.turns, len(session.plan.question_ids)), cancel=cancel)
