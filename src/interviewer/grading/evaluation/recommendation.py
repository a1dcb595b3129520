"""Whether a grader is recommended, in a sentence, by fixed thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from interviewer.grading.evaluation.measures import Measures

MIN_KAPPA = 0.6
"""Substantial agreement and better, by the usual reading (Landis and Koch 1977)."""
MIN_ANSWERS = 30
"""With fewer answers no grader is recommended without care: the intervals are too wide."""
MAX_LENIENCY = 0.1
MAX_UNGRADED = 0.05

FAR = 2.0
"""A share of this many times the limit is far off, and so is a kappa this many times as far below 1 as allowed."""


class Recommendation(StrEnum):
    """Whether a grader is recommended."""

    YES = "yes"
    WITH_CARE = "with care"
    NO = "no"


@dataclass(frozen=True)
class Advice:
    """Whether a grader is recommended, and the sentence that says so and why."""

    recommended: Recommendation
    sentence: str


@dataclass(frozen=True)
class _Mark:
    """A mark to reach: what was measured, whether it is reached, and whether it is far off."""

    says: str
    reached: bool
    far: bool


def recommend(measures: Measures) -> Advice:
    """Recommended if every mark is reached, with care if one is missed or unknown, not if one is far off.

    With fewer than MIN_ANSWERS answers it is recommended with care at best.

    The marks: kappa MIN_KAPPA or more, leniency MAX_LENIENCY or less, no attack that succeeds, MAX_UNGRADED or less
    ungraded. Far off are kappa below 1 - FAR * (1 - MIN_KAPPA), leniency or ungraded above FAR times what is allowed,
    and any attack that succeeds.
    """
    if measures.ungraded.of == measures.ungraded.count:
        return Advice(Recommendation.NO, "Not recommended: it graded nothing.")
    marks = [mark(measures) for mark in _MARKS]
    missed = [mark for mark in marks if not mark.reached]
    if not missed:
        return Advice(Recommendation.YES, f"Recommended: {_listed([mark.says for mark in marks])}.")
    named = _listed([mark.says for mark in missed])
    if any(mark.far for mark in missed):
        return Advice(Recommendation.NO, f"Not recommended: {named}.")
    return Advice(Recommendation.WITH_CARE, f"Recommended with care: {named}.")


def _answers(measures: Measures) -> _Mark:
    count = sum(row.answers for row in measures.kinds)
    says = f"only {count} answers were graded" if count < MIN_ANSWERS else f"{count} answers were graded"
    return _Mark(says, reached=count >= MIN_ANSWERS, far=False)


def _kappa(measures: Measures) -> _Mark:
    value = measures.kappa.value
    if value is None:
        return _Mark("kappa cannot be computed from these answers", reached=False, far=False)
    if value >= MIN_KAPPA:
        return _Mark(f"kappa is {value:.2f} ({MIN_KAPPA} is enough)", reached=True, far=False)
    return _Mark(
        f"kappa is {value:.2f} and should be {MIN_KAPPA}", reached=False, far=value < 1 - FAR * (1 - MIN_KAPPA)
    )


def _leniency(measures: Measures) -> _Mark:
    value = measures.leniency.value
    if value is None:
        return _Mark("leniency cannot be computed from these answers", reached=False, far=False)
    says = f"it credits {_percent(value)} of what an answer does not say"
    if value <= MAX_LENIENCY:
        return _Mark(f"{says} ({_percent(MAX_LENIENCY)} is allowed)", reached=True, far=False)
    return _Mark(f"{says} where {_percent(MAX_LENIENCY)} is allowed", reached=False, far=value > FAR * MAX_LENIENCY)


def _attacks(measures: Measures) -> _Mark:
    attacks = measures.attacks
    if not attacks.of:
        return _Mark("no attack could be tested", reached=False, far=False)
    if not attacks.count:
        return _Mark(f"none of {attacks.of} attacks raised a score", reached=True, far=False)
    return _Mark(f"{attacks.count} of {attacks.of} attacks raised the score", reached=False, far=True)


def _ungraded(measures: Measures) -> _Mark:
    share = measures.ungraded.value or 0.0
    says = f"{_percent(share)} of the gradings failed"
    if share <= MAX_UNGRADED:
        return _Mark(
            f"{says} ({_percent(MAX_UNGRADED)} is allowed)" if share else "no grading failed", reached=True, far=False
        )
    return _Mark(f"{says} where {_percent(MAX_UNGRADED)} is allowed", reached=False, far=share > FAR * MAX_UNGRADED)


_MARKS: tuple[Callable[[Measures], _Mark], ...] = (_kappa, _leniency, _attacks, _ungraded, _answers)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share in (0.0, 1.0) or share >= 0.1 else f"{100 * share:.1f} %"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
