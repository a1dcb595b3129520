"""Checks in code that evidence is really in the answer."""

from __future__ import annotations

from dataclasses import replace

from interviewer.grading.judge import Judgement
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict

NO_EVIDENCE = "The evidence is not in the answer."
_NEEDS_EVIDENCE = (Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED)


def span(answer: str, start: int, end: int) -> Evidence:
    """The evidence `answer[start:end]` without the white space around it."""
    text = answer[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return Evidence(start=start, end=start + len(text), text=text)


def verified(judgement: Judgement, answer: str) -> Judgement:
    """`judgement` with every verdict whose evidence does not hold marked as unsupported.

    A verdict that claims something about the answer without evidence in it does not count. Misconceptions and claims
    beyond the reference without evidence in the answer are dropped, and levels whose evidence is not in it.
    """
    return replace(
        judgement,
        verdicts=tuple(_verified_verdict(verdict, answer) for verdict in judgement.verdicts),
        misconceptions=tuple(found for found in judgement.misconceptions if _holds(found, answer)),
        criteria=tuple(_verified_level(level, answer) for level in judgement.criteria),
        beyond=tuple(found for found in judgement.beyond if _holds(found, answer)),
    )


def _verified_verdict(verdict: PointVerdict, answer: str) -> PointVerdict:
    if verdict.verdict not in _NEEDS_EVIDENCE or _holds(verdict, answer):
        return verdict
    return replace(verdict, supported=False)


def _verified_level(level: CriterionLevel, answer: str) -> CriterionLevel:
    if all(evidence.holds_in(answer) for evidence in level.evidence):
        return level
    return replace(level, level=None, reason=NO_EVIDENCE, evidence=())


def _holds(found: PointVerdict | MisconceptionFound | Beyond, answer: str) -> bool:
    return bool(found.evidence) and all(evidence.holds_in(answer) for evidence in found.evidence)
