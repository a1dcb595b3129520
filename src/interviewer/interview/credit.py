"""Credit of a turn: what the candidate said alone, and what came after prompting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interviewer.grading.grade import Method
from interviewer.grading.score import credit_of, score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.session import Exchange, PromptKind, Turn


@dataclass(frozen=True)
class Credit:
    """The scores of a turn, 0..1 or None where there is none.

    `alone` counts the first answer without the key points that a hint had led to; `prompted` counts the best
    verdict on each key point over the first answer and its follow-ups. `verdicts` and `misconceptions` are those of
    `prompted`. `methods` are the graders that took part, gates left out unless they settled everything.
    """

    alone: float | None
    prompted: float | None
    verdicts: tuple[PointVerdict, ...] = ()
    misconceptions: tuple[MisconceptionFound, ...] = ()
    methods: tuple[Method, ...] = ()


def credit_of_turn(turn: Turn) -> Credit:
    """The credit of a turn; retries never count."""
    counted = [exchange for exchange in turn.exchanges if exchange.prompt.kind is not PromptKind.RETRY]
    graded = [exchange for exchange in counted if exchange.grade is not None and exchange.grade.graded]
    if not graded or graded[0] is not counted[0]:
        return Credit(alone=None, prompted=None)
    verdicts, misconceptions = _merged(graded)
    return Credit(
        alone=_alone(turn, graded[0]),
        prompted=_prompted(graded, verdicts, misconceptions),
        verdicts=verdicts,
        misconceptions=misconceptions,
        methods=_methods(graded),
    )


def _alone(turn: Turn, first: Exchange) -> float | None:
    assert first.grade is not None
    hinted = {hint.point for hint in turn.hints if hint.exchange == 0}
    if not hinted or not first.grade.verdicts:
        return first.grade.score
    own = [
        replace(verdict, verdict=Verdict.MISSED) if verdict.point in hinted and credit_of(verdict) else verdict
        for verdict in first.grade.verdicts
    ]
    return score_of(own, first.grade.misconceptions)


def _prompted(
    graded: list[Exchange],
    verdicts: tuple[PointVerdict, ...],
    misconceptions: tuple[MisconceptionFound, ...],
) -> float | None:
    assert graded[0].grade is not None
    score = score_of(verdicts, misconceptions)
    return graded[0].grade.score if score is None else score


def _merged(graded: list[Exchange]) -> tuple[tuple[PointVerdict, ...], tuple[MisconceptionFound, ...]]:
    """Per key point the verdict with the most credit, the later one on a tie; each misconception once."""
    best: dict[str, PointVerdict] = {}
    found: dict[str, MisconceptionFound] = {}
    for exchange in graded:
        assert exchange.grade is not None
        for verdict in exchange.grade.verdicts:
            known = best.get(verdict.point)
            if known is None or _rank(verdict) > _rank(known):
                best[verdict.point] = verdict
        for misconception in exchange.grade.misconceptions:
            found.setdefault(misconception.misconception, misconception)
    return tuple(best.values()), tuple(found.values())


def _rank(verdict: PointVerdict) -> tuple[float, bool]:
    credit = credit_of(verdict)
    return (-1.0 if credit is None else credit, verdict.verdict is Verdict.CONTRADICTED)


def _methods(graded: list[Exchange]) -> tuple[Method, ...]:
    methods = {exchange.grade.provenance.method for exchange in graded if exchange.grade is not None}
    judged = methods - {Method.GATE}
    return tuple(sorted(judged or methods))
