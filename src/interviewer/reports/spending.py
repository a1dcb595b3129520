"""What a session used of chat models: tokens, calls and cost, by purpose."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.grading.grade import Method
from interviewer.interview.session import Session
from interviewer.models.chat import Usage
from interviewer.models.prices import show_cost
from interviewer.text import plural

SECOND = "second judgements of contested verdicts"
WORDS = "the interviewer's words"


@dataclass(frozen=True)
class Spending:
    """What one kind of work used; `on` says which: grading by a method, SECOND, or WORDS."""

    on: str
    usage: Usage


def spendings(session: Session) -> tuple[Spending, ...]:
    """What grading by a chat model used, also for grades that were replaced, what second judgements
    used, and the interviewer's words; empty if none did."""
    by_model = [
        grade.provenance.used
        for turn in session.turns
        for exchange in turn.exchanges
        for grade in (*exchange.earlier_grades, exchange.grade)
        if grade is not None and grade.provenance.method is Method.LLM
    ]
    found = [Spending(f"grading by the {Method.LLM} grader", sum(by_model, Usage()))] if by_model else []
    again = sum(
        (
            dispute.second.usage
            for turn in session.turns
            for exchange in turn.exchanges
            for dispute in exchange.disputes
            if dispute.second is not None
        ),
        Usage(),
    )
    if again.calls:
        found.append(Spending(SECOND, again))
    if session.talk.calls:
        found.append(Spending(WORDS, session.talk))
    return tuple(found)


def spent_in_words(usage: Usage) -> str:
    """A usage in words: "3 calls, 1,200 tokens in, 80 out, cost 0.0004 USD"."""
    calls = f"{usage.calls:,} {plural(usage.calls, 'call')}"
    estimated = " (estimated)" if usage.estimated else ""
    tokens = f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out{estimated}"
    return f"{calls}, {tokens}, cost {show_cost(usage.cost)}"


def spending_line(session: Session) -> str:
    """All that a session used of chat models, in words."""
    return spent_in_words(sum((spending.usage for spending in spendings(session)), Usage()))
