"""How a grader's verdicts agree with those that the user decided on. Pure functions of the contested verdicts."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from interviewer.grading.evaluation.formulas import Estimate, interval, quadratic_kappa
from interviewer.grading.evaluation.measures import SEED
from interviewer.grading.score import rounded
from interviewer.grading.verdict import Verdict

FEWEST = 10
"""Labels below which no share and no kappa is given: one verdict would move the share by a tenth or more."""

_ORDER = {Verdict.MISSED: 0, Verdict.CONTRADICTED: 0, Verdict.PARTIAL: 1, Verdict.MET: 2}


@dataclass(frozen=True)
class LabelledVerdict:
    """A key point of an answer with the user's verdict (`label`) and the grader's, None where that gave none.

    `answer` is what tells the answer from others, `number` its question's in the session, from 1. `contested` is what
    the verdict was when it was contested. `words` and `reasoning` are the grader's, `argument` is the user's.
    """

    session: str
    number: int
    answer: str
    point: str
    claim: str
    contested: Verdict
    label: Verdict
    verdict: Verdict | None
    words: tuple[str, ...] = ()
    reasoning: str = ""
    argument: str = ""

    @property
    def assessed(self) -> bool:
        """Whether there is a verdict to compare."""
        return self.verdict is not None and self.verdict is not Verdict.NOT_ASSESSED


@dataclass(frozen=True)
class LabelAgreement:
    """`agreeing` of the `assessed` verdicts are those of their labels, `labels` in all.

    `share` and `kappa` (quadratic, missed < partial < met, contradicted taken as missed) are None below FEWEST, and
    kappa where it is not defined. Intervals are over answers drawn whole.
    """

    labels: int
    assessed: int
    agreeing: int
    share: Estimate | None
    kappa: Estimate | None
    disagreements: tuple[LabelledVerdict, ...]


def label_agreement(verdicts: Sequence[LabelledVerdict]) -> LabelAgreement:
    """The agreement over all labels; verdicts that were not assessed are left out of it."""
    assessed = [one for one in verdicts if one.assessed]
    agreeing = sum(one.verdict is one.label for one in assessed)
    enough = len(assessed) >= FEWEST
    return LabelAgreement(
        labels=len(verdicts),
        assessed=len(assessed),
        agreeing=agreeing,
        share=_estimate(assessed, _share) if enough else None,
        kappa=_estimate(assessed, _kappa) if enough and _kappa(assessed) is not None else None,
        disagreements=tuple(one for one in assessed if one.verdict is not one.label),
    )


def _share(verdicts: Sequence[LabelledVerdict]) -> float | None:
    return statistics.fmean(one.verdict is one.label for one in verdicts) if verdicts else None


def _kappa(verdicts: Sequence[LabelledVerdict]) -> float | None:
    return quadratic_kappa([(_ORDER[one.label], _ORDER[one.verdict]) for one in verdicts if one.verdict in _ORDER])


def _estimate(
    verdicts: Sequence[LabelledVerdict], measure: Callable[[Sequence[LabelledVerdict]], float | None]
) -> Estimate:
    groups: defaultdict[str, list[LabelledVerdict]] = defaultdict(list)
    for one in verdicts:
        groups[one.answer].append(one)

    def over(drawn: Sequence[Sequence[LabelledVerdict]]) -> float | None:
        return measure([one for group in drawn for one in group])

    found = interval(list(groups.values()), over, Random(SEED))  # noqa: S311 - resampling, no secret
    low, high = (rounded(one) for one in found) if found is not None else (None, None)
    value = measure(verdicts)
    return Estimate(None if value is None else rounded(value), low, high, len(verdicts))
