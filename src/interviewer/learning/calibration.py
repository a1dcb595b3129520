"""Confidence stated before the grade against the grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.grading.score import mean_score, rounded
from interviewer.learning.attempts import Attempt

BINS = 5
"""The curve has a point for each fifth of the scale, which is as fine as a few dozen answers can tell."""


@dataclass(frozen=True)
class CalibrationBin:
    """The attempts whose confidence was from `low` to below `high` (1 is in the last bin): the mean confidence, the
    mean unaided score, and how many."""

    low: float
    high: float
    confidence: float
    score: float
    count: int


@dataclass(frozen=True)
class Calibration:
    """The calibration curve: a bin for each part of the scale that was used. `overconfidence` is the mean confidence
    less the mean score, -1..1, None where no confidence was stated."""

    bins: tuple[CalibrationBin, ...]
    overconfidence: float | None
    count: int


def calibration(attempts: Iterable[Attempt]) -> Calibration:
    """The calibration of graded attempts, which should be of one grader; those without a confidence are left out."""
    stated = [
        (attempt.confidence, attempt.unaided)
        for attempt in attempts
        if attempt.confidence is not None and attempt.unaided is not None
    ]
    by_bin: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for confidence, score in stated:
        by_bin[min(BINS - 1, int(confidence * BINS))].append((confidence, score))
    bins = tuple(
        CalibrationBin(
            low=number / BINS,
            high=(number + 1) / BINS,
            confidence=mean_score(confidence for confidence, _ in own),
            score=mean_score(score for _, score in own),
            count=len(own),
        )
        for number, own in sorted(by_bin.items())
    )
    over = mean_score(confidence - score for confidence, score in stated) if stated else None
    return Calibration(bins, rounded(over) if over is not None else None, len(stated))
