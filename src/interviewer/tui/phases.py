"""What can be done in which phase of a session, and what the screen says of it."""

from __future__ import annotations

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


def waiting_line(session: Session, *, converses: bool, being_graded: int) -> str:
    """What the line under the transcript says, where it says anything; `being_graded` counts gradings going on."""
    phase = session.phase
    if phase is Phase.GRADING and converses:
        if session.plan.mode is Mode.MOCK:
            return "One moment; Esc takes your answer back."
        return "Grading your answer; Esc takes it back, Ctrl+N goes on meanwhile."
    if phase is Phase.FINISHED:
        if being_graded:
            grades = "1 grade" if being_graded == 1 else f"{being_graded} grades"
            return f"Waiting for {grades}; Enter shows the report as it is by now."
        if session.failed_places:
            return "F7 grades again what has no grade; Enter shows the report as it is."
    return _WAITING_FOR.get(phase, "")


def failed_line(session: Session) -> str:
    """That answers have no grade after the last question, why the last of them has none, and what can be done."""
    failed = session.failed_places
    grade = session.exchange_at(failed[-1]).grade
    answers = "An answer has" if len(failed) == 1 else f"{len(failed)} answers have"
    reason = grade.reason if grade is not None else ""
    return f"{answers} no grade: {reason}\nF7 grades again what has none, Enter shows the report as it is."
