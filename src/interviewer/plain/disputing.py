"""Contesting a verdict in line mode: /dispute and /verdict with what follows them."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.disputes import LABELS, Contested
from interviewer.reports.marks import mark_of
from interviewer.reports.readable import readable_line

DISPUTE, VERDICT = "/dispute", "/verdict"
KEEP = "keep"
DECIDE = f"Type {VERDICT} and {', '.join(LABELS)} or {KEEP}, and behind it why if you like."


def listed(verdicts: Sequence[PointVerdict]) -> list[str]:
    """The verdicts that can be contested, numbered from 1 as /dispute takes them."""
    lines = [f"  {at}. {mark_of(one)}: {readable_line(one.claim)}" for at, one in enumerate(verdicts, start=1)]
    return [f"Type {DISPUTE} and the number of a verdict.", *lines]


def point_of(verdicts: Sequence[PointVerdict], named: str) -> str:
    """The key point of the verdict with this number in the list; else what was named, which may be its id."""
    by_number = {str(at): one.point for at, one in enumerate(verdicts, start=1)}
    return by_number.get(named, named)


def decision(words: str, contested: Contested | None) -> tuple[Verdict | None, str]:
    """What the words behind /verdict decide, and the reason they give; None if they name no verdict."""
    word, _, argument = words.partition(" ")
    name = word.lower().rstrip(":,.")
    if name == KEEP and contested is not None:
        return contested.verdict.counted, argument
    return (Verdict(name) if name in set(LABELS) else None), argument
