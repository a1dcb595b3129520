"""What could not be graded of a question, and its verdicts as they are shown then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import Credit, credit_of_turn
from interviewer.interview.session import Exchange, PromptKind, Turn

FOLLOW_UP = "A follow-up could not be graded"
NOT_JUDGED = f"{FOLLOW_UP}, so that what was said to it counts for nothing yet."
"""The reason of a key point that is open only because the answer to its follow-up has no grade."""


def why_ungraded(turn: Turn) -> str:
    """Why the first answer of a turn that should have a grade and has none could not be graded; empty if each could."""
    return next((exchange.grade.reason for exchange in _failed(turn) if exchange.grade is not None), "")


def shown_credit(turn: Turn) -> Credit:
    """The credit of a turn with its verdicts as they are shown: a key point that the first answer missed is not
    assessed where the answer to its follow-up could not be graded. The scores are what they are."""
    credit = credit_of_turn(turn)
    open_points = {exchange.prompt.point for exchange in _failed(turn) if exchange.prompt.kind is PromptKind.FOLLOW_UP}
    return replace(credit, verdicts=tuple(_shown(verdict, open_points) for verdict in credit.verdicts))


def _shown(verdict: PointVerdict, open_points: set[str | None]) -> PointVerdict:
    if verdict.point not in open_points or verdict.counted is not Verdict.MISSED:
        return verdict
    return PointVerdict(verdict.point, verdict.claim, verdict.weight, Verdict.NOT_ASSESSED, reasoning=NOT_JUDGED)


def _failed(turn: Turn) -> Iterator[Exchange]:
    """The answers that count and that could not be graded."""
    for exchange in turn.exchanges:
        counts = exchange.prompt.kind is not PromptKind.RETRY
        if counts and exchange.grade is not None and not exchange.grade.graded:
            yield exchange
