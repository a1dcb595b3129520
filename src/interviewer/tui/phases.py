"""What can be done in which phase of a session, and what the screen says about it."""

from __future__ import annotations

from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Mode, Phase, Session

PHASES_OF = {
    "hint": (Phase.ANSWERING,),
    "unknown": (Phase.ANSWERING,),
    "ask": (Phase.ANSWERING,),
    "skip": (Phase.ANSWERING,),
    "edit": (Phase.ANSWERING,),
    "cancel": (Phase.GRADING, Phase.UNGRADED),
    "go_on": (Phase.GRADING,),
    "regrade": (Phase.UNGRADED,),
    "retry": (Phase.REVIEWING,),
    "proceed": (Phase.REVIEWING, Phase.UNGRADED, Phase.FINISHED),
    "end": (Phase.ANSWERING, Phase.REVIEWING, Phase.UNGRADED),
}
"""The phases in which each action of the interview does something."""

_WAITING_FOR = {
    Phase.GRADING: "Grading your answer; Esc takes it back.",
    Phase.REVIEWING: "Enter goes on to what comes next; F6 answers this question again.",
    Phase.UNGRADED: "F7 grades your answer again, Esc takes it back; Enter goes on without a grade.",
}


def can_be_done(action: str, session: Session, *, converses: bool) -> bool:
    """Whether an action does something now. `converses` is whether there is a chat model."""
    if action not in PHASES_OF:
        return True
    mock = session.plan.mode is Mode.MOCK
    if action in ("ask", "go_on") and not converses:
        return False
    if mock and action in ("hint", "retry", "go_on"):
        return False
    if action == "regrade" and converses and session.failed_places and session.phase is not Phase.GRADING:
        return True
    return session.phase in PHASES_OF[action]


def waiting_line(driver: ConversationDriver, characters: int = 0) -> str:
    """What the line under the transcript says, if anything; `characters` of the grade being waited for have come."""
    session, phase = driver.session, driver.session.phase
    if driver.replying:
        return "The interviewer is thinking about your question; you can keep typing."
    if phase is Phase.GRADING and characters:
        return f"Grading … {characters:,} characters so far; Esc takes your answer back."
    if phase is Phase.GRADING and driver.converses:
        if session.plan.mode is Mode.MOCK:
            return "One moment; Esc takes your answer back."
        return "Grading your answer; Esc takes it back, Ctrl+N goes on meanwhile."
    if phase is Phase.FINISHED:
        if driver.being_graded:
            grades = "1 grade" if driver.being_graded == 1 else f"{driver.being_graded} grades"
            return f"Waiting for {grades}; Enter shows the report as it is now."
        if session.failed_places:
            return "F7 tries the missing grades again; Enter shows the report as it is."
    return _WAITING_FOR.get(phase, "")
