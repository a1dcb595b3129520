"""What a session used of chat models: tokens, calls and cost, by purpose."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.grading.grade import Method, Provenance
from interviewer.interview.session import Session
from interviewer.models.chat import Usage
from interviewer.models.prices import show_cost

WORDS = "the interviewer's words"


@dataclass(frozen=True)
class Spending:
    """What one kind of work used; `on` says which: grading by a method, or WORDS."""

    on: str
    usage: Usage


def spendings(session: Session) -> tuple[Spending, ...]:
    """What each grading method that calls a chat model used, also for grades that were replaced, and the interviewer's
    words; empty if none did."""
    by_method: dict[Method, Usage] = {}
    for turn in session.turns:
        for exchange in turn.exchanges:
            grades = (*exchange.earlier_grades, *((exchange.grade,) if exchange.grade is not None else ()))
            for grade in grades:
                if grade.provenance.method is Method.LLM:
                    by_method[Method.LLM] = by_method.get(Method.LLM, Usage()) + usage_of(grade.provenance)
    found = [Spending(f"grading by the {method} grader", usage) for method, usage in by_method.items()]
    if session.talk.calls:
        found.append(Spending(WORDS, session.talk))
    return tuple(found)


def usage_of(provenance: Provenance) -> Usage:
    """What a grading used, as recorded in its grade."""
    counts = provenance.usage
    return Usage(
        counts.get("input_tokens", 0),
        counts.get("output_tokens", 0),
        counts.get("calls", 0),
        provenance.cost if counts.get("calls") else 0.0,
        bool(counts.get("estimated")),
    )


def spent_in_words(usage: Usage) -> str:
    """A usage in words: "3 calls, 1,200 tokens in, 80 out, cost 0.0004 USD"."""
    calls = f"{usage.calls:,} call{'' if usage.calls == 1 else 's'}"
    estimated = " (estimated)" if usage.estimated else ""
    tokens = f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out{estimated}"
    return f"{calls}, {tokens}, cost {show_cost(usage.cost)}"


def spending_line(session: Session) -> str:
    """All that a session used of chat models, in words."""
    return spent_in_words(sum((spending.usage for spending in spendings(session)), Usage()))
