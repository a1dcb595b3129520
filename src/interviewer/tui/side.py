"""The second column of a wide screen: the session at a glance."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Session
from interviewer.reports.wording import percent
from interviewer.text import one_line


class Side(Static):
    """The questions so far with their results, and the progress of the session."""

    def show(self, session: Session, *, being_graded: int = 0, spent: str = "") -> None:
        """Redraws it. `being_graded` counts answers waiting for a grade, `spent` is the chat-model usage."""
        parts: list[str | tuple[str, str]] = [("This session\n\n", "bold $lead")]
        last = len(session.turns) - 1
        for number, turn in enumerate(session.turns):
            credit = credit_of_turn(turn)
            if not session.plan.mode.gives_feedback_at_once and session.finished_at is None:
                result = "answered" if turn.closed_at else "open"
            elif turn.skipped:
                result = "skipped"
            elif turn.closed_at is None:
                result = "open"
            elif credit.unaided is None or credit.aided is None:
                result = "ungraded" if turn.exchanges[0].grade is not None else "not graded yet"
            else:
                result = percent(credit.aided)
            mark = "▸" if number == last else " "
            parts.append((f"{mark} {number + 1}. {one_line(turn.title, 60)}\n", "bold" if number == last else ""))
            parts.append((f"     {result}\n", "$quiet"))
        if session.questions_left:
            parts.append((f"\n  {session.questions_left} more to come", "$quiet"))
        if being_graded:
            answers = "1 answer is" if being_graded == 1 else f"{being_graded} answers are"
            parts.append((f"\n  {answers} being graded", "$quiet"))
        if spent:
            parts.append((f"\n\n  {spent}", "$quiet"))
        self.update(Content.assemble(*parts))
