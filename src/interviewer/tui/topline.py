"""The line on top: the progress of the session, its chat-model usage, and the time."""

from __future__ import annotations

from interviewer.interview.session import Session
from interviewer.models.chat import Usage
from interviewer.models.prices import show_cost
from interviewer.reports.spending import spendings


def where_line(session: Session) -> str:
    """The mode, how many questions were asked, and the topic."""
    plan = session.plan
    return f"{plan.mode} · {len(session.turns)}/{len(plan.question_ids)} · {session.turn.topic}"


def clock_line(session: Session, seconds: int) -> str:
    """The time spent on the open question, and its limit if there is one."""
    clock = f"{seconds // 60}:{seconds % 60:02}"
    limit = session.plan.seconds_per_question
    return clock if limit is None else f"{clock} of {limit // 60}:{limit % 60:02}"


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
