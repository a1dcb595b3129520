"""The slow parts of an interview, as functions that the driver runs in threads: grading, and finding words.

Each result is handed to the engine in the driver's own thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.corpus.question import Question
from interviewer.grading.gate import REFUSAL, gate
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader
from interviewer.grading.limits import why_too_long
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.facts import closing_facts, opening_facts
from interviewer.interview.dialogue.follow_up_check import repeats
from interviewer.interview.dialogue.scripted import in_other_words
from interviewer.interview.dialogue.speech import Speech
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Session
from interviewer.models.chat import Cancel

GOING_ON = "All right, let's move on."
"""What is said to a candidate who does not know."""

UNREAD = "One moment."
"""What is said to an answer that is too long to be sent to a model."""


@dataclass(frozen=True)
class Done:
    """A finished grading: its ticket, the grade, and words for the follow-up that it leads to, if any."""

    ticket: int
    grade: Grade
    wording: str | None = None


def graded(
    interview: Interview,
    event: GradingStarted,
    grader: Grader,
    agent: DialogueAgent | None,
    cancel: Cancel | None = None,
) -> Done:
    """Grades the answer of `event` and words the follow-up that its grade leads to; for `interview.deliver`.

    A grade that the interview does not wait for leads to no follow-up.
    """
    grade = grader.grade(event.request, cancel)
    waits = not (event.late or event.moves_on)
    return Done(event.ticket, grade, _wording(interview, event, grade, agent, cancel) if waits else None)


def moved_on(
    interview: Interview,
    event: GradingStarted,
    quick: Grader,
    agent: DialogueAgent | None,
    cancel: Cancel | None = None,
) -> Done:
    """Uses a quick grader to decide how to go on, and words the follow-up; for `interview.move_on`."""
    grade = quick.grade(event.request, cancel)
    return Done(event.ticket, grade, _wording(interview, event, grade, agent, cancel))


def greeting(session: Session, topics: list[str], agent: DialogueAgent, cancel: Cancel | None = None) -> Speech:
    """Words before the first question; `topics` are those of the planned questions."""
    return agent.greet(opening_facts(session.plan, topics), cancel=cancel)


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


def needs_closing(session: Session) -> bool:
    """Whether there is something that has not been summed up yet."""
    answered = any(exchange.answer is not None for turn in session.turns for exchange in turn.exchanges)
    return session.finished_at is not None and answered and not session.closing


def closing(session: Session, agent: DialogueAgent, cancel: Cancel | None = None) -> Speech:
    """The summary of a finished session, from its grades alone; for `interview.close_with`."""
    return agent.close(closing_facts(session.turns, len(session.plan.question_ids)), cancel=cancel)


def _wording(
    interview: Interview, event: GradingStarted, grade: Grade, agent: DialogueAgent | None, cancel: Cancel | None
) -> str | None:
    if agent is None:
        return None
    point = interview.next_point(event.ticket, grade)
    if point is None:
        return None
    question, turn = event.request.question, interview.session.turn
    verdicts = _best((*credit_of_turn(turn).verdicts, *grade.verdicts))
    wording = agent.follow_up(question, point, verdicts, turn.exchanges, cancel=cancel).text
    return None if _was_put(wording, interview.session) else wording


def _best(verdicts: Iterable[PointVerdict]) -> tuple[PointVerdict, ...]:
    """For each key point the verdict with the most credit, the later one on a tie."""
    best: dict[str, PointVerdict] = {}
    for verdict in verdicts:
        known = best.get(verdict.point)
        if known is None or (credit_of(verdict) or 0.0) >= (credit_of(known) or 0.0):
            best[verdict.point] = verdict
    return tuple(best.values())


def _was_put(wording: str, session: Session) -> bool:
    """Whether the session has had this follow-up before: models keep falling back on the same words."""
    asked = (exchange.prompt.text for turn in session.turns for exchange in turn.exchanges)
    return any(repeats(wording, text) for text in asked)
