"""Where a session stands, around its transcript: the line on top, the line below, and the second column of a wide
screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from interviewer.interview.actions import ActionName, possible
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Mode, Phase, Session
from interviewer.models.chat import Usage
from interviewer.models.prices import show_cost
from interviewer.reports.spending import spendings
from interviewer.reports.wording import percent
from interviewer.text import counted, one_line

_WAITING_FOR = {
    Phase.GRADING: "Grading your answer; Esc takes it back.",
    Phase.UNGRADED: "F7 grades it again, Esc takes it back; Enter goes on without a grade.",
}
_AFTER_FEEDBACK = {ActionName.RETRY: "F6 answers again", ActionName.CONTEST: "C contests a verdict"}


def where_line(session: Session) -> str:
    """The mode, how many questions were asked, and the topic."""
    plan = session.plan
    return f"{plan.mode} · {len(session.turns)}/{len(plan.question_ids)} · {session.turn.topic}"


def clock_line(seconds: int, limit: int | None) -> str:
    """The time spent on the open question, and its limit if there is one."""
    clock = f"{seconds // 60}:{seconds % 60:02}"
    return clock if limit is None else f"{clock} of {limit // 60}:{limit % 60:02}"


def running_line(seconds: float) -> str:
    """What the line under the transcript says while the visible tests run."""
    return f"Running the visible tests … {seconds:.0f} s; F5 stops them."


def usage_of(session: Session) -> Usage:
    """The chat-model usage of a session so far: its grades and the interviewer's words."""
    return sum((spending.usage for spending in spendings(session)), Usage())


def spent_line(usage: Usage) -> str:
    """Tokens and cost, short; if a server counted nothing, an estimate of the tokens."""
    tokens = usage.input_tokens + usage.output_tokens
    count = f"{tokens / 1000:.1f}k" if tokens >= 1000 else str(tokens)
    about = "about " if usage.estimated else ""
    cost = "cost unknown" if usage.cost is None else show_cost(usage.cost)
    return f"{about}{count} tokens · {cost}"


def waiting_line(driver: ConversationDriver, characters: int = 0) -> str:
    """What the line under the transcript says, if anything; `characters` of the grade being waited for have come."""
    session, phase = driver.session, driver.session.phase
    if driver.confidence_asked:
        return "Your answer is kept; it is graded after your reply."
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
            grades = counted(driver.being_graded, "grade")
            return f"Waiting for {grades}; Enter shows the report as it is now."
        if session.failed_places:
            return "F7 tries the missing grades again; Enter shows the report as it is."
    if phase is Phase.REVIEWING:
        return _reviewing_line(driver)
    return _WAITING_FOR.get(phase, "")


def _reviewing_line(driver: ConversationDriver) -> str:
    """What can be done after the feedback."""
    can_be_done = possible(driver)
    beside = ", ".join(keys for name, keys in _AFTER_FEEDBACK.items() if name in can_be_done)
    return f"Enter goes on to what comes next{'; ' if beside else ''}{beside}."


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
            answers = counted(being_graded, "answer is", "answers are")
            parts.append((f"\n  {answers} being graded", "$quiet"))
        if spent:
            parts.append((f"\n\n  {spent}", "$quiet"))
        self.update(Content.assemble(*parts))
