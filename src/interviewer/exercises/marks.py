"""What marking an exercise gives: a verdict for each key point that a program marks, with the credit that it earns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interviewer.corpus.question import KeyPoint
from interviewer.grading.score import PARTIAL_CREDIT
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict

_CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: PARTIAL_CREDIT}

SCORING = (
    "An exercise is marked by running, computing and comparing: its score is the share of the weight of its key points "
    "with a check, partial half, less a fifth for each false alarm in a debugging exercise."
)
"""How the score of an exercise comes about, in words, for reports."""

MOST_PRINTED = 4_000
"""The characters that a grade keeps of what the program printed."""

NOT_MARKED = "No program marks this key point; it is asked about in words."


@dataclass(frozen=True)
class Marks:
    """The verdicts on an answer, remarks for whoever reads the grade, and what the program printed, bounded."""

    verdicts: tuple[PointVerdict, ...]
    remarks: tuple[str, ...] = ()
    printed: str = ""


def kept(printed: str) -> str:
    """The beginning of what a program printed, with a last line that says so where something was left out."""
    return printed if len(printed) <= MOST_PRINTED else f"{printed[:MOST_PRINTED]}\n... (the rest is not kept)"


def mark(point: KeyPoint, verdict: Verdict, reasoning: str, evidence: Iterable[Evidence] = ()) -> PointVerdict:
    """The verdict on a key point, with its exact credit."""
    return PointVerdict(
        point=point.id,
        claim=point.claim,
        weight=point.weight,
        verdict=verdict,
        evidence=tuple(evidence),
        reasoning=reasoning,
        expected=_CREDIT.get(verdict, 0.0),
    )


def unmarked(point: KeyPoint) -> PointVerdict:
    """The verdict on a key point without a check."""
    return PointVerdict(point.id, point.claim, point.weight, Verdict.NOT_ASSESSED, reasoning=NOT_MARKED)


def with_credit(verdict: PointVerdict) -> PointVerdict:
    """A verdict of a judge that states no credit, with what its verdict earns: an exercise's score is exact."""
    if verdict.expected is not None or verdict.verdict is Verdict.NOT_ASSESSED:
        return verdict
    return replace(verdict, expected=_CREDIT.get(verdict.verdict, 0.0))


def reduced(verdicts: Sequence[PointVerdict], share: float) -> tuple[PointVerdict, ...]:
    """The verdicts with only `share`, 0..1, of the credit of each."""
    return tuple(
        verdict if verdict.expected is None else replace(verdict, expected=verdict.expected * share)
        for verdict in verdicts
    )
