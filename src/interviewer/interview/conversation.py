"""What takes long in an interview, as functions that a face runs in a thread of its own: grading, and finding words.

Each result is handed to the engine in the face's thread: `interview.deliver(*done)`, `move_on(*done)`, `clarify(text)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.facts import closing_facts, opening_facts
from interviewer.interview.dialogue.speaker import Speaker
from interviewer.interview.dialogue.speech import Speech
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Session
from interviewer.models.chat import Cancel


@dataclass(frozen=True)
class Done:
    """A grading that is over: its ticket, the grade, and words for the follow-up that it leads to, if there are any."""

    ticket: int
    grade: Grade
    wording: str | None = None


def graded(
    interview: Interview, event: GradingStarted, grader: Grader, speaker: Speaker | None, cancel: Cancel | None = None
) -> Done:
    """Grades the answer of `event` and words the follow-up that its grade leads to; for `interview.deliver`.

    A grade that the interview does not wait for leads to none.
    """
    grade = grader.grade(event.request, cancel)
    waits = not (event.late or event.moves_on)
    return Done(event.ticket, grade, _wording(interview, event, grade, speaker, cancel) if waits else None)


def moved_on(
    interview: Interview, event: GradingStarted, quick: Grader, speaker: Speaker | None, cancel: Cancel | None = None
) -> Done:
    """Finds out by a quick grader how to go on, and words the follow-up; for `interview.move_on`."""
    grade = quick.grade(event.request, cancel)
    return Done(event.ticket, grade, _wording(interview, event, grade, speaker, cancel))


def greeting(session: Session, topics: list[str], speaker: Speaker) -> Speech:
    """Words before the first question; `topics` are those of the planned questions."""
    return speaker.greet(opening_facts(session.plan, topics))


def reaction(event: GradingStarted, speaker: Speaker, cancel: Cancel | None = None) -> Speech:
    """A sentence after an answer that says nothing of how good it was."""
    return speaker.react(event.request.question, event.request.answer, cancel=cancel)


def clarification(
    session: Session, question: Question, text: str, speaker: Speaker, cancel: Cancel | None = None
) -> str:
    """The reply to the candidate's question `text` about the open prompt; for `interview.clarify`."""
    return speaker.clarify(question, text, session.turn.exchanges, cancel=cancel).text


def closing(session: Session, speaker: Speaker, cancel: Cancel | None = None) -> Speech:
    """The summary of a session that is over, from its grades alone; for `interview.close_with`."""
    return speaker.close(closing_facts(session.turns), cancel=cancel)


def _wording(
    interview: Interview, event: GradingStarted, grade: Grade, speaker: Speaker | None, cancel: Cancel | None
) -> str | None:
    if speaker is None:
        return None
    point = interview.next_point(event.ticket, grade)
    if point is None:
        return None
    question, turn = event.request.question, interview.session.turn
    best = {verdict.point: verdict for verdict in (*credit_of_turn(turn).verdicts, *grade.verdicts)}
    return speaker.follow_up(question, point, tuple(best.values()), turn.exchanges, cancel=cancel).text
