"""The results of evaluations, as lines of text and as JSON: one grader, or two side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from interviewer.grading.evaluation.answers import AnswerKind
from interviewer.grading.evaluation.columns import row
from interviewer.grading.evaluation.formulas import Estimate
from interviewer.grading.evaluation.measures import (
    Measures,
    Share,
    measure,
    same_verdicts,
    verdict_pairs,
    widest,
)
from interviewer.grading.evaluation.recommendation import recommend
from interviewer.grading.evaluation.run import REPEATS, Evaluation, Outcome
from interviewer.models.chat import Usage
from interviewer.models.prices import show_cost
from interviewer.text import one_line

SHOWN = 5
"""How many of the answers that a grader scores furthest from their labels are listed."""

_CELL = 34  # columns of a grader's column
_REASON = 100  # characters of a reason why an answer is ungraded


@dataclass(frozen=True)
class Comparison:
    """Evaluations of one or two graders on the same answers; `left_out` says which answers did not fit the corpus."""

    corpus_version: str
    left_out: tuple[str, ...]
    evaluations: tuple[Evaluation, ...]


def text_lines(comparison: Comparison) -> Iterator[str]:
    """The tables, and a sentence on each grader, as lines with line ends."""
    found = [measure(evaluation) for evaluation in comparison.evaluations]
    answers = len(comparison.evaluations[0].answers)
    yield f"{answers} labelled answers, corpus {comparison.corpus_version}; in brackets 95 % intervals\n\n"
    yield row("", [_label(evaluation) for evaluation in comparison.evaluations], _CELL)
    for name, cell in _ROWS:
        yield row(name, [cell(measures) for measures in found], _CELL)
    yield "\n"
    yield row("Mean score by kind", [_label(evaluation) for evaluation in comparison.evaluations], _CELL)
    for kind in AnswerKind:
        cells = [_kind_cell(measures, kind) for measures in found]
        if any(cells):
            yield row(kind.value, cells, _CELL)
    for evaluation, measures in zip(comparison.evaluations, found, strict=True):
        yield from _remarks(evaluation, measures)
    if len(comparison.evaluations) == 2:
        same = same_verdicts(*comparison.evaluations)
        yield f"\nBoth give the same verdict on {same.count} of {same.of} key points.\n"
    yield "\n"
    for evaluation, measures in zip(comparison.evaluations, found, strict=True):
        yield f"{_label(evaluation)}: {recommend(measures).sentence}\n"


def described(comparison: Comparison) -> dict[str, Any]:
    """All results of the evaluations, as JSON values."""
    same = same_verdicts(*comparison.evaluations) if len(comparison.evaluations) == 2 else None
    return {
        "corpus_version": comparison.corpus_version,
        "left_out": list(comparison.left_out),
        "answers": len(comparison.evaluations[0].answers),
        "same_verdicts": None if same is None else asdict(same),
        "graders": [_described(evaluation) for evaluation in comparison.evaluations],
    }


def _described(evaluation: Evaluation) -> dict[str, Any]:
    measures = measure(evaluation)
    advice = recommend(measures)
    return {
        "name": evaluation.name,
        "label": evaluation.label,
        "recommended": advice.recommended.value,
        "sentence": advice.sentence,
        "measures": asdict(measures),
        "gradings": [_grading(outcome) for outcome in evaluation.outcomes],
    }


def _grading(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.task.answer.id,
        "kind": outcome.task.answer.kind.value,
        "purpose": outcome.task.purpose.value,
        "sample": outcome.task.sample,
        "status": outcome.grade.status.value,
        "reason": outcome.grade.reason,
        "expected": outcome.expected,
        "score": outcome.grade.score,
        "seconds": round(outcome.seconds, 4),
        "verdicts": [
            {"point": point, "label": label.value, "verdict": verdict.value}
            for point, label, verdict in verdict_pairs(outcome)
        ],
    }


def _remarks(evaluation: Evaluation, measures: Measures) -> Iterator[str]:
    if measures.reasons:
        yield f"\n{_label(evaluation)}, why gradings failed:\n"
        yield from (f"  {count} times: {one_line(reason, _REASON)}\n" for reason, count in measures.reasons)
    differences = widest(evaluation, SHOWN)
    if differences:
        yield f"\n{_label(evaluation)}, furthest from the labels:\n"
        yield from (f"  {one.answer.id:<40} {one.expected:.2f} -> {one.score:.2f}\n" for one in differences)


def _label(evaluation: Evaluation) -> str:
    return one_line(evaluation.name, _CELL - 2)


def _number(estimate: Estimate) -> str:
    return _estimate(estimate, lambda value: f"{value:.2f}")


def _percent(estimate: Estimate) -> str:
    of = f" of {estimate.of}" if estimate.value is not None else ""
    return _estimate(estimate, lambda value: f"{100 * value:.1f}", f" %{of}")


def _estimate(estimate: Estimate, show: Callable[[float], str], unit: str = "") -> str:
    if estimate.value is None:
        return "not defined"
    shown = f"{show(estimate.value)}{unit}"
    if estimate.low is None or estimate.high is None:
        return shown
    return f"{shown} ({show(estimate.low)} to {show(estimate.high)})"


def _share(share: Share) -> str:
    return f"{share.count} of {share.of}"


def _noise(measures: Measures) -> str:
    if measures.noise is None:
        return "not measured"
    return f"{measures.noise:.3f} ({measures.noise_answers} answers, {REPEATS} times)"


def _latency(measures: Measures) -> str:
    if measures.median is None or measures.p95 is None:
        return "nothing judged"
    return f"{measures.median:.2f} s, {measures.p95:.2f} s"


def _tokens(usage: Usage) -> str:
    if not usage.calls:
        return "no calls"
    return f"{usage.input_tokens} in, {usage.output_tokens} out{' (estimated)' if usage.estimated else ''}"


def _kind_cell(measures: Measures, kind: AnswerKind) -> str:
    found = next((one for one in measures.kinds if one.kind is kind), None)
    if found is None:
        return ""
    if found.expected is None or found.score is None:
        return f"none of {found.answers} graded"
    ungraded = f" ({found.ungraded} ungraded)" if found.ungraded else ""
    return f"labels {found.expected:.2f}, score {found.score:.2f}{ungraded}"


_ROWS: tuple[tuple[str, Callable[[Measures], str]], ...] = (
    ("Verdicts agreed", lambda m: _percent(m.exact)),
    ("Quadratic kappa", lambda m: _number(m.kappa)),
    ("Correlation of scores", lambda m: _number(m.pearson)),
    ("Mean error of score", lambda m: _number(m.error)),
    ("Leniency", lambda m: _percent(m.leniency)),
    ("Severity", lambda m: _percent(m.severity)),
    ("Bad answers accepted", lambda m: _share(m.false_accepts)),
    ("Attacks that succeeded", lambda m: _share(m.attacks)),
    ("Gradings that failed", lambda m: _share(m.ungraded)),
    ("Points not assessed", lambda m: str(m.not_assessed)),
    ("Settled by the gate", lambda m: str(m.by_gate)),
    ("Noise of the score", _noise),
    ("Latency, median and p95", _latency),
    ("Tokens", lambda m: _tokens(m.usage)),
    ("Cost", lambda m: show_cost(m.usage.cost) if m.usage.calls else "none"),
)
