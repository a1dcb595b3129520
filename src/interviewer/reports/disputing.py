"""Contested verdicts in words, the same in every format and front end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.interview.session import Turn
from interviewer.reports.marks import mark_of, why_of
from interviewer.reports.readable import readable_line
from interviewer.text import one_line

SAME_AGAIN = (
    "The judge of this verdict finds the same in the same answer every time: a second judgement by it would be this "
    "one again, so its evidence and its reason are all there is."
)

_NOTHING_SAID = "Nothing in the answer states it."


def contested_lines(verdict: PointVerdict) -> Iterator[str]:
    """A contested verdict with its evidence and reason."""
    yield f"You contest: {mark_of(verdict)}: {readable_line(verdict.claim)}"
    yield from _grounds(verdict)


def second_lines(second: SecondJudgement | None) -> Iterator[str]:
    """What a second judge found, or why there is no second judgement."""
    if second is None:
        yield SAME_AGAIN
    elif second.verdict is None:
        yield f"There is no second judgement: {one_line(second.reason)}"
    else:
        yield f"Second judgement, by {one_line(second.judge)}, who knew of no dispute: {mark_of(second.verdict)}"
        yield from _grounds(second.verdict)


def ground_of(verdict: PointVerdict) -> str:
    """Why a verdict is what it is: the judge's reason, or that nothing was said; empty if neither is known."""
    return why_of(verdict) or (_NOTHING_SAID if verdict.verdict is Verdict.MISSED else "")


def spoken_dispute(dispute: Dispute) -> str:
    """A decision on a contested verdict: "you contest this: met; second judgement: partial"."""
    second = dispute.second
    found = second.verdict if second is not None else None
    return decision_in_words(dispute.contested, dispute.label, found.verdict if found is not None else None)


def decision_in_words(contested: Verdict, label: Verdict, second: Verdict | None) -> str:
    """The same from its parts; `second` is None where there was no second judgement."""
    said = f"you contested this and keep it: {label}" if label is contested else f"you contest this: {label}"
    return f"{said}; second judgement: {second}" if second is not None else f"{said}; no second judgement"


def disputes_of(turn: Turn) -> dict[str, Dispute]:
    """The latest decision on each key point of a turn, by its id."""
    found: Iterable[Dispute] = (dispute for exchange in turn.exchanges for dispute in exchange.disputes)
    return {dispute.point: dispute for dispute in sorted(found, key=lambda one: one.decided_at)}


def _grounds(verdict: PointVerdict) -> Iterator[str]:
    for span in verdict.evidence:
        yield f'    your words: "{one_line(span.text)}"'
    if ground_of(verdict):
        yield f"    why: {one_line(ground_of(verdict))}"
