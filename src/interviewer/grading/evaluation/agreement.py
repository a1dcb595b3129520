"""How closely grades agree with scores that people gave. Pure functions of the rated answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.evaluation.formulas import (
    Estimate,
    Scores,
    bias,
    interval,
    mean_absolute_error,
    pairs_in_order,
    pearson,
    quadratic_kappa,
    rmse,
    spearman,
)
from interviewer.grading.score import rounded

SEED = 20250901
"""Of the bootstrap: the same grades give the same intervals."""

KAPPA_STEPS = 4
"""For the quadratic kappa both scores are put to the nearest of 0, 1/4, 1/2, 3/4 and 1, halves upwards. Quarters hold
the scores that people give most: right, half right, wrong."""

CALIBRATION_BINS = 10

WORDS = {"grader": "the grader", "cosine": "one cosine", "mean": "mean of the other questions"}
"""What is compared with the scores by people."""


@dataclass(frozen=True)
class Finding:
    """A verdict on one key point as it is shown: what was claimed, and the words of the answer it rests on."""

    point: str
    claim: str
    verdict: str
    evidence: str = ""


@dataclass(frozen=True)
class Rated:
    """An answer with the score that people gave it, 0..1, and its grade.

    `score` is None where it is ungraded, and `reason` says why. `question` is what tells its question from others.
    `cosine` is the similarity of answer and reference, 0..1, None where it is ungraded or has no reference.
    """

    id: str
    question: str
    kind: str
    answer: str
    human: float
    score: float | None
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    misconceptions: tuple[str, ...] = ()
    cosine: float | None = None


@dataclass(frozen=True)
class Figures:
    """How near scores come to those by people; intervals are over questions drawn whole.

    `bias` is the mean of score less human score. `kappa` is quadratic, see KAPPA_STEPS. `in_order` is the share of
    pairs of answers to one question, with human scores 0.2 or more apart, that the scores put in order.
    """

    pearson: Estimate
    spearman: Estimate
    rmse: Estimate
    mae: Estimate
    bias: Estimate
    kappa: Estimate
    in_order: Estimate


@dataclass(frozen=True)
class Part:
    """The answers to one question, or of one kind: means and errors of those graded, None without any."""

    name: str
    answers: int
    ungraded: int
    human: float | None
    score: float | None
    rmse: float | None
    pearson: float | None


@dataclass(frozen=True)
class Bin:
    """The answers with grades from `low` to below `high` (1 belongs to the last bin), and their mean scores."""

    low: float
    high: float
    answers: int
    score: float
    human: float


@dataclass(frozen=True)
class Agreement:
    """All that an evaluation shows. Ungraded answers count in `ungraded` and `reasons` alone, never as a score of 0.

    `figures` compares with people the grader, one cosine (of the answers that have a reference) and, as "mean", the
    mean human score of all other questions, whose correlations are left out: they are below zero by construction.
    `length` is Pearson's r of an answer's number of words with its grade and with its human score.
    """

    answers: int
    questions: int
    graded: int
    ungraded: int
    reasons: tuple[tuple[str, int], ...]
    figures: Mapping[str, Figures]
    length: Mapping[str, Estimate]
    by_question: tuple[Part, ...]
    by_kind: tuple[Part, ...]
    calibration: tuple[Bin, ...]
    disagreements: tuple[Rated, ...]


Measure = Callable[[Scores], float | None]


def agreement(rated: Sequence[Rated], worst: int) -> Agreement:
    """The agreement of all grades with people; `worst` is how many disagreements to keep, widest first."""
    graded = [one for one in rated if one.score is not None]
    reasons = Counter(one.reason for one in rated if one.score is None)
    return Agreement(
        answers=len(rated),
        questions=len({one.question for one in rated}),
        graded=len(graded),
        ungraded=len(rated) - len(graded),
        reasons=tuple(reasons.most_common()),
        figures=_compared(graded),
        length=_length(graded),
        by_question=_parts(rated, lambda one: one.question),
        by_kind=_parts(rated, lambda one: one.kind) if any(one.kind for one in rated) else (),
        calibration=calibration(graded),
        disagreements=tuple(sorted(graded, key=lambda one: -abs((one.score or 0.0) - one.human))[:worst]),
    )


def quarters(scores: Scores) -> NDArray[np.int64]:
    """Scores of 0..1 as whole numbers of quarters, halves upwards; see KAPPA_STEPS."""
    return np.floor(scores * KAPPA_STEPS + 0.5).astype(np.int64)


def figures(pairs: Scores, groups: Sequence[NDArray[np.intp]], *, correlated: bool = True) -> Figures:
    """All measures of pairs of human score and score; `groups` are the places of the answers to each question.

    Without `correlated`, correlation, kappa and order are not defined.
    """

    def estimate(measure: Measure, *, of_order: bool = False) -> Estimate:
        return _estimate(measure, pairs, groups) if correlated or not of_order else Estimate(None, None, None, 0)

    order = pairs_in_order([pairs[at] for at in groups]) if correlated else None
    return Figures(
        pearson=estimate(pearson, of_order=True),
        spearman=estimate(spearman, of_order=True),
        rmse=estimate(rmse),
        mae=estimate(mean_absolute_error),
        bias=estimate(bias),
        kappa=estimate(lambda both: quadratic_kappa(quarters(both)), of_order=True),
        in_order=Estimate(None if order is None else rounded(order), None, None, len(pairs)),
    )


def mean_of_others(human: Scores, groups: Sequence[NDArray[np.intp]]) -> Scores | None:
    """For each answer the mean human score of the answers to all other questions; None if there is one question."""
    if len(groups) < 2:
        return None
    found = np.empty_like(human)
    for at in groups:
        found[at] = (human.sum() - human[at].sum()) / (len(human) - len(at))
    return found


def calibration(graded: Sequence[Rated]) -> tuple[Bin, ...]:
    """What people gave to the answers in each tenth of the grades; tenths without an answer are left out."""
    of_bin: dict[int, list[Rated]] = defaultdict(list)
    for one in graded:
        of_bin[min(CALIBRATION_BINS - 1, int(rounded((one.score or 0.0) * CALIBRATION_BINS)))].append(one)
    return tuple(
        Bin(
            low=n / CALIBRATION_BINS,
            high=(n + 1) / CALIBRATION_BINS,
            answers=len(found),
            score=_mean([one.score or 0.0 for one in found]),
            human=_mean([one.human for one in found]),
        )
        for n, found in sorted(of_bin.items())
    )


def _compared(graded: Sequence[Rated]) -> dict[str, Figures]:
    if not graded:
        return {}
    human = np.array([one.human for one in graded])
    groups = _groups(graded)
    found = {"grader": figures(_beside(human, [one.score or 0.0 for one in graded]), groups)}
    with_cosine = [one for one in graded if one.cosine is not None]
    if with_cosine:
        pairs = _beside([one.human for one in with_cosine], [one.cosine or 0.0 for one in with_cosine])
        found["cosine"] = figures(pairs, _groups(with_cosine))
    mean = mean_of_others(human, groups)
    if mean is not None:
        found["mean"] = figures(_beside(human, mean), groups, correlated=False)
    return found


def _length(graded: Sequence[Rated]) -> dict[str, Estimate]:
    words = [len(one.answer.split()) for one in graded]
    groups = _groups(graded)
    sides = {"score": [one.score or 0.0 for one in graded], "human": [one.human for one in graded]}
    return {name: _estimate(pearson, _beside(words, side), groups) for name, side in sides.items()}


def _parts(rated: Sequence[Rated], name_of: Callable[[Rated], str]) -> tuple[Part, ...]:
    """The parts of a name each, the one with the greatest error first and those without a grade last."""
    of_name: dict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        of_name[name_of(one)].append(one)
    found = [_part(name, group) for name, group in of_name.items()]
    return tuple(sorted(found, key=lambda part: -1.0 if part.rmse is None else part.rmse, reverse=True))


def _part(name: str, group: Sequence[Rated]) -> Part:
    graded = [one for one in group if one.score is not None]
    if not graded:
        return Part(name, len(group), len(group), None, None, None, None)
    pairs = _beside([one.human for one in graded], [one.score or 0.0 for one in graded])
    error, r = rmse(pairs), pearson(pairs)
    return Part(
        name=name,
        answers=len(group),
        ungraded=len(group) - len(graded),
        human=rounded(float(pairs[:, 0].mean())),
        score=rounded(float(pairs[:, 1].mean())),
        rmse=None if error is None else rounded(error),
        pearson=None if r is None else rounded(r),
    )


def _groups(rated: Sequence[Rated]) -> list[NDArray[np.intp]]:
    """The places of the answers to each question."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(rated):
        places[one.question].append(at)
    return [np.array(at, dtype=np.intp) for at in places.values()]


def _estimate(measure: Measure, pairs: Scores, groups: Sequence[NDArray[np.intp]]) -> Estimate:
    value = measure(pairs)
    if value is None:
        return Estimate(None, None, None, len(pairs))
    drawn = interval(groups, lambda some: measure(pairs[np.concatenate(some)]), Random(SEED))  # noqa: S311 - resampling
    low, high = drawn if drawn is not None else (None, None)
    return Estimate(
        rounded(value), None if low is None else rounded(low), None if high is None else rounded(high), len(pairs)
    )


def _beside(ones: Sequence[float] | Scores, others: Sequence[float] | Scores) -> Scores:
    return np.column_stack([np.asarray(ones, dtype=np.float64), np.asarray(others, dtype=np.float64)])


def _mean(values: Sequence[float]) -> float:
    return rounded(float(np.mean(values)))
