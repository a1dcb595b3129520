"""How deep a follow-up asks: a ladder from what a thing is to what it is traded against."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from interviewer.corpus.question import Question
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict


class Rung(StrEnum):
    """A step of the ladder, lowest first."""

    DEFINE = "define"
    MECHANISM = "mechanism"
    DERIVE = "derive"
    FAILURE_MODE = "failure mode"
    TRADE_OFF = "trade-off"

    @property
    def asks(self) -> str:
        """What a follow-up on this rung asks for, as an instruction for wording it."""
        return _ASKS[self]


_ASKS = {
    Rung.DEFINE: "Ask the candidate to say in their own words what the thing is and what it is for.",
    Rung.MECHANISM: "Ask how it works, step by step: what happens to what, and when.",
    Rung.DERIVE: "Ask why it has to be so: the reason, or the step that leads from one statement to the next.",
    Rung.FAILURE_MODE: "Ask when it breaks, what one would see then, and how one would notice.",
    Rung.TRADE_OFF: "Ask what it costs, and when the candidate would choose something else.",
}


def next_rung(question: Question, verdicts: Iterable[PointVerdict]) -> Rung:
    """The rung that the next follow-up asks on, by what the answers earned so far.

    Nothing earned: define. Less than half of what the heaviest key points give: mechanism. Less than all of it:
    derive. All of it, with lighter points open: failure mode. Nothing open: trade-off. A key point without a verdict
    has earned nothing, one that was not assessed is left out, and the best of several verdicts on one counts. More
    credit never leads to a lower rung.
    """
    earned = {point.id: 0.0 for point in question.key_points}
    assessed: dict[str, float] = {}
    for verdict in verdicts:
        credit = credit_of(verdict)
        if credit is None:
            if verdict.point not in assessed:
                earned.pop(verdict.point, None)
        elif verdict.point in {point.id for point in question.key_points}:
            assessed[verdict.point] = max(credit, assessed.get(verdict.point, 0.0))
    earned.update(assessed)
    return _rung_of([(point.weight, earned[point.id]) for point in question.key_points if point.id in earned])


def _rung_of(earned: list[tuple[int, float]]) -> Rung:
    """The rung for key points given as weight and credit."""
    if not any(credit for _, credit in earned):
        return Rung.DEFINE
    most = max(weight for weight, _ in earned)
    heaviest = [credit for weight, credit in earned if weight == most]
    share = sum(heaviest) / len(heaviest)
    if share < 0.5:
        return Rung.MECHANISM
    if share < 1.0:
        return Rung.DERIVE
    return Rung.FAILURE_MODE if any(credit < 1.0 for _, credit in earned) else Rung.TRADE_OFF
