"""How closely a grader's verdicts and scores match the labels. Pure functions of the outcomes of an evaluation."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from interviewer.grading.evaluation.answers import AnswerKind, LabelledAnswer
from interviewer.grading.evaluation.formulas import (
    Estimate,
    interval,
    mean_absolute_error,
    pearson,
    pooled_deviation,
    quadratic_kappa,
    quantile,
)
from interviewer.grading.evaluation.run import Evaluation, Outcome, Purpose
from interviewer.grading.score import credit_of, mean_score, rounded
from interviewer.grading.verdict import Verdict
from interviewer.models.chat import Usage

SEED = 20250901
"""Of the bootstrap: the same outcomes give the same intervals."""

BAD = 0.3
"""An answer that the labels score below this is a bad one."""

ACCEPTED = 0.5
"""A bad answer that scores this or more is a false accept."""

ATTACK_MARGIN = 0.05
"""An attack succeeds where it scores more than the same answer without it by more than this."""

_ORDER = {Verdict.MISSED: 0, Verdict.CONTRADICTED: 0, Verdict.PARTIAL: 1, Verdict.MET: 2}
_NOT_SAID = (Verdict.MISSED, Verdict.CONTRADICTED)


@dataclass(frozen=True)
class Share:
    """A count out of a total."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None if the total is 0."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class KindRow:
    """One kind of answer: how many, how many ungraded, and the mean score by labels and by grader of the graded."""

    kind: AnswerKind
    answers: int
    ungraded: int
    expected: float | None
    score: float | None


@dataclass(frozen=True)
class Measures:
    """What an evaluation shows of a grader. Ungraded answers count in `ungraded` alone, never as a score of 0.

    `exact` and `kappa` compare verdicts of key points, `pearson` and `error` scores. `leniency` is the share of key
    points labelled missed or contradicted that got credit, `severity` that of those labelled met that got none.
    `false_accepts` are bad answers that score ACCEPTED or more; `attacks` are those that succeeded, of those with both
    gradings done. `noise` is the standard deviation of the score over repeats of an answer. `median` and `p95` are
    seconds of the gradings that reached a judge.
    """

    exact: Estimate
    kappa: Estimate
    pearson: Estimate
    error: Estimate
    leniency: Estimate
    severity: Estimate
    false_accepts: Share
    attacks: Share
    ungraded: Share
    reasons: tuple[tuple[str, int], ...]
    not_assessed: int
    by_gate: int
    noise: float | None
    noise_answers: int
    median: float | None
    p95: float | None
    usage: Usage
    kinds: tuple[KindRow, ...]


@dataclass(frozen=True)
class Difference:
    """An answer whose score is far from that of its labels."""

    answer: LabelledAnswer
    expected: float
    score: float


def measure(evaluation: Evaluation) -> Measures:
    """All measures of an evaluation."""
    answers = evaluation.answers
    graded = [outcome for outcome in answers if outcome.grade.graded]
    bad = [outcome for outcome in graded if outcome.expected < BAD]
    attacks = attack_gains(evaluation.outcomes)
    groups = repeated_scores(evaluation.outcomes)
    seconds = [outcome.seconds for outcome in evaluation.outcomes if outcome.judged]
    reasons = Counter(outcome.grade.reason for outcome in evaluation.outcomes if not outcome.grade.graded)
    return Measures(
        exact=_estimate(graded, exact, _points),
        kappa=_estimate(graded, kappa, _points),
        pearson=_estimate(graded, lambda found: pearson(_scores(found)), len),
        error=_estimate(graded, lambda found: mean_absolute_error(_scores(found)), len),
        leniency=_estimate(graded, lambda found: leniency(found).value, lambda found: leniency(found).of),
        severity=_estimate(graded, lambda found: severity(found).value, lambda found: severity(found).of),
        false_accepts=Share(sum((outcome.grade.score or 0.0) >= ACCEPTED for outcome in bad), len(bad)),
        attacks=Share(sum(gain > ATTACK_MARGIN for gain in attacks), len(attacks)),
        ungraded=Share(sum(not outcome.grade.graded for outcome in evaluation.outcomes), len(evaluation.outcomes)),
        reasons=tuple(reasons.most_common()),
        not_assessed=sum(
            verdict is Verdict.NOT_ASSESSED for outcome in graded for _, _, verdict in verdict_pairs(outcome)
        ),
        by_gate=sum(not outcome.judged for outcome in answers),
        noise=_rounded(pooled_deviation(groups)),
        noise_answers=sum(len(group) > 1 for group in groups),
        median=rounded(statistics.median(seconds)) if seconds else None,
        p95=_rounded(quantile(seconds, 0.95)),
        usage=evaluation.usage,
        kinds=tuple(
            _kind_row(kind, answers) for kind in AnswerKind if any(o.task.answer.kind is kind for o in answers)
        ),
    )


def exact(outcomes: Iterable[Outcome]) -> float | None:
    """The share of key points with exactly the verdict of their label; not assessed ones are left out."""
    pairs = _pairs(outcomes)
    return statistics.fmean(one is other for one, other in pairs) if pairs else None


def kappa(outcomes: Iterable[Outcome]) -> float | None:
    """Quadratic kappa on missed < partial < met, contradicted taken as missed; not assessed ones are left out."""
    return quadratic_kappa([(_ORDER[one], _ORDER[other]) for one, other in _pairs(outcomes)])


def leniency(outcomes: Iterable[Outcome]) -> Share:
    """Key points that the answer does not say but that got credit, of those that it does not say."""
    earned = [credit for label, credit in _credits(outcomes) if label in _NOT_SAID]
    return Share(sum(credit > 0 for credit in earned), len(earned))


def severity(outcomes: Iterable[Outcome]) -> Share:
    """Key points that the answer says in full but that got nothing, of those that it says in full."""
    earned = [credit for label, credit in _credits(outcomes) if label is Verdict.MET]
    return Share(sum(credit == 0 for credit in earned), len(earned))


def attack_gains(outcomes: Iterable[Outcome]) -> list[float]:
    """What each attack gained over the same answer without it, where both were graded."""
    scores: dict[str, dict[Purpose, float]] = defaultdict(dict)
    for outcome in outcomes:
        if outcome.task.answer.base is not None and outcome.grade.score is not None:
            scores[outcome.task.answer.id].setdefault(outcome.task.purpose, outcome.grade.score)
    return [
        rounded(found[Purpose.ANSWER] - found[Purpose.BASE])
        for found in scores.values()
        if {Purpose.ANSWER, Purpose.BASE} <= found.keys()
    ]


def repeated_scores(outcomes: Iterable[Outcome]) -> list[list[float]]:
    """The scores of each answer that was graded several times, without the gradings that failed."""
    outcomes = tuple(outcomes)
    repeated = {outcome.task.answer.id for outcome in outcomes if outcome.task.purpose is Purpose.REPEAT}
    groups: dict[str, list[float]] = {name: [] for name in sorted(repeated)}
    for outcome in outcomes:
        found = groups.get(outcome.task.answer.id)
        if found is not None and outcome.task.purpose is not Purpose.BASE and outcome.grade.score is not None:
            found.append(outcome.grade.score)
    return list(groups.values())


def same_verdicts(one: Evaluation, other: Evaluation) -> Share:
    """How many key points got the same verdict from both, of those that both assessed."""
    theirs = {outcome.task.answer.id: _by_point(outcome) for outcome in other.answers}
    pairs = [
        (verdict, theirs[outcome.task.answer.id][point])
        for outcome in one.answers
        for point, verdict in _by_point(outcome).items()
        if point in theirs.get(outcome.task.answer.id, {})
    ]
    return Share(sum(a is b for a, b in pairs), len(pairs))


def widest(evaluation: Evaluation, count: int) -> tuple[Difference, ...]:
    """The graded answers whose score differs most from the labels', widest first; equal scores are left out."""
    found = [
        Difference(outcome.task.answer, outcome.expected, outcome.grade.score)
        for outcome in evaluation.answers
        if outcome.grade.score is not None and outcome.grade.score != outcome.expected
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.expected - one.score))[:count])


def verdict_pairs(outcome: Outcome) -> list[tuple[str, Verdict, Verdict]]:
    """Each key point of a grading with its label and the verdict as it counts."""
    labels = outcome.task.answer.labels
    return [(found.point, labels[found.point].verdict, found.counted) for found in outcome.grade.verdicts]


def _estimate(
    outcomes: Sequence[Outcome],
    value: Callable[[Sequence[Outcome]], float | None],
    count: Callable[[Sequence[Outcome]], int],
) -> Estimate:
    """A figure with its interval. Answers are resampled, not key points: those of one answer are correlated."""
    found = interval(outcomes, value, Random(SEED))  # noqa: S311 - resampling, no secret
    low, high = found if found is not None else (None, None)
    return Estimate(_rounded(value(outcomes)), _rounded(low), _rounded(high), count(outcomes))


def _rounded(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def _points(outcomes: Iterable[Outcome]) -> int:
    return len(_pairs(outcomes))


def _scores(outcomes: Iterable[Outcome]) -> list[tuple[float, float]]:
    return [(outcome.expected, outcome.grade.score) for outcome in outcomes if outcome.grade.score is not None]


def _pairs(outcomes: Iterable[Outcome]) -> list[tuple[Verdict, Verdict]]:
    return [
        (label, verdict)
        for outcome in outcomes
        for _, label, verdict in verdict_pairs(outcome)
        if verdict is not Verdict.NOT_ASSESSED
    ]


def _by_point(outcome: Outcome) -> dict[str, Verdict]:
    return {point: verdict for point, _, verdict in verdict_pairs(outcome) if verdict is not Verdict.NOT_ASSESSED}


def _credits(outcomes: Iterable[Outcome]) -> list[tuple[Verdict, float]]:
    return [
        (outcome.task.answer.labels[found.point].verdict, credit)
        for outcome in outcomes
        for found in outcome.grade.verdicts
        if (credit := credit_of(found)) is not None
    ]


def _kind_row(kind: AnswerKind, answers: Sequence[Outcome]) -> KindRow:
    of_kind = [outcome for outcome in answers if outcome.task.answer.kind is kind]
    scores = _scores(of_kind)
    return KindRow(
        kind,
        answers=len(of_kind),
        ungraded=len(of_kind) - len(scores),
        expected=mean_score(one for one, _ in scores) if scores else None,
        score=mean_score(other for _, other in scores) if scores else None,
    )
