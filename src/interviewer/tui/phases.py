"""What can be done in which phase of a session, and what the screen says of it."""

from __future__ import annotations

from interviewer.interview.session import Phase

PHASES_OF = {
    "hint": (Phase.ANSWERING,),
    "unknown": (Phase.ANSWERING,),
    "skip": (Phase.ANSWERING,),
    "edit": (Phase.ANSWERING,),
    "cancel": (Phase.GRADING,),
    "regrade": (Phase.UNGRADED,),
    "retry": (Phase.REVIEWING,),
    "proceed": (Phase.REVIEWING, Phase.UNGRADED),
    "end": (Phase.ANSWERING, Phase.REVIEWING, Phase.UNGRADED),
}
"""The phases in which each action of the interview does something."""

WAITING_FOR = {
    Phase.GRADING: "Grading your answer; Esc takes it back.",
    Phase.REVIEWING: "Enter goes on to what comes next; F6 answers this question again.",
    Phase.UNGRADED: "F7 grades your answer again; Enter goes on without a grade.",
}
"""What the line under the transcript says in a phase, where it says anything."""
