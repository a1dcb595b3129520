"""The agreement of grades with people, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from interviewer.grading.evaluation.agreement import WORDS, Agreement, Figures, Part, Rated
from interviewer.grading.evaluation.columns import row
from interviewer.grading.evaluation.formulas import ROUNDS, Estimate
from interviewer.text import counted, one_line

_MOST_QUESTIONS = 20
_CELL = 28  # columns of a figure with its interval
_NAME = 48  # columns of a question or kind
_CLAIM = 80  # characters of a claim or of evidence that are shown
_ANSWER = 300  # characters of an answer that are shown
_REASON = 100

_ROWS = (
    ("Pearson r", "pearson"),
    ("Spearman rho", "spearman"),
    ("RMSE", "rmse"),
    ("Mean absolute error", "mae"),
    ("Bias", "bias"),
    ("Quadratic kappa", "kappa"),
    ("Pairs in order", "in_order"),
)


@dataclass(frozen=True)
class Heading:
    """What was evaluated: the file, its scale in words, rows without a score, and who graded how many answers."""

    file: str
    scale: str
    without_score: int
    graders: tuple[tuple[str, int], ...]


def described(heading: Heading, found: Agreement, rated: Sequence[Rated]) -> dict[str, Any]:
    """All of it as JSON values; docs/evaluate.md says what each is."""
    return {
        "file": heading.file,
        "scale": heading.scale,
        "without_score": heading.without_score,
        "graders": [{"name": name, "answers": count} for name, count in heading.graders],
        **asdict(found),
        "reasons": [{"reason": reason, "answers": count} for reason, count in found.reasons],
        "scores": [{"id": one.id, "human": one.human, "score": one.score, "cosine": one.cosine} for one in rated],
    }


def text_lines(heading: Heading, found: Agreement) -> Iterator[str]:
    """The tables as lines with line ends."""
    by = ", ".join(f"{one_line(name, _NAME)} ({count})" for name, count in heading.graders)
    yield f"{one_line(heading.file, _CLAIM)}: {counted(found.answers, 'answer')} to "
    yield f"{counted(found.questions, 'question')}, scored from {heading.scale}\n"
    if heading.without_score:
        rows = counted(heading.without_score, "row without a score is", "rows without a score are")
        yield f"{rows} left out.\n"
    yield f"Graded {found.graded}, ungraded {found.ungraded}{f'; by {by}' if by else ''}\n"
    yield from (f"  {count} ungraded: {one_line(reason, _REASON)}\n" for reason, count in found.reasons)
    if not found.graded:
        return
    yield from _figures(found)
    yield from _length(found)
    yield from _parts("By kind", found.by_kind, len(found.by_kind))
    yield from _parts("By question", found.by_question, _MOST_QUESTIONS)
    yield from _calibration(found)
    yield from _disagreements(found.disagreements)


def _figures(found: Agreement) -> Iterator[str]:
    yield f"\nAgreement with people; in brackets 95 % of {ROUNDS:,} resamples, questions drawn whole\n"
    yield row("", [WORDS[name] for name in found.figures], _CELL)
    for words, name in _ROWS:
        yield row(words, [_cell(one, name) for one in found.figures.values()], _CELL)
    yield "  kappa: both scores to the nearest of 0, .25, .5, .75, 1\n"
    yield "  pairs: of answers to one question whose human scores are .2 or more apart; a tie is half\n"


def _length(found: Agreement) -> Iterator[str]:
    yield "\nCorrelation with the number of words of the answer\n"
    yield row("  of the grade", [_estimate(found.length["score"])], _CELL)
    yield row("  of the human score", [_estimate(found.length["human"])], _CELL)


def _parts(title: str, parts: Sequence[Part], most: int) -> Iterator[str]:
    if not parts:
        return
    more = f", the {most} with the greatest error of {len(parts)}" if len(parts) > most else ""
    yield f"\n{title + more:<{_NAME}}{'n':>7}{'ungraded':>10}{'people':>8}{'grade':>8}{'rmse':>8}{'r':>8}\n"
    for part in parts[:most]:
        name = one_line(part.name, _NAME - 4) or "(no name)"
        numbers = "".join(f"{_number(value):>8}" for value in (part.human, part.score, part.rmse, part.pearson))
        yield f"  {name:<{_NAME - 2}}{part.answers:>7}{part.ungraded:>10}{numbers}\n"


def _calibration(found: Agreement) -> Iterator[str]:
    yield f"\nCalibration\n  {'grade':<14}{'n':>7}{'mean grade':>12}{'mean human score':>18}\n"
    for one in found.calibration:
        span = f"{one.low:.1f} to {one.high:.1f}"
        yield f"  {span:<14}{one.answers:>7}{one.score:>12.2f}{one.human:>18.2f}\n"


def _disagreements(worst: Sequence[Rated]) -> Iterator[str]:
    if worst:
        yield "\nWidest disagreements\n"
    for one in worst:
        kind = f", {one_line(one.kind, _NAME)}" if one.kind else ""
        yield f"\n  {one_line(one.id, _NAME)}{kind}: people {one.human:.2f}, grade {one.score or 0.0:.2f}\n"
        yield f"    question: {one_line(one.question, _CLAIM)}\n"
        yield f"    answer:   {one_line(one.answer, _ANSWER)}\n"
        if one.reason:
            yield f"    settled:  {one_line(one.reason, _REASON)}\n"
        for finding in one.findings:
            evidence = f" “{one_line(finding.evidence, _CLAIM)}”" if finding.evidence else ""
            claim = one_line(f"{finding.point} {finding.claim}", _CLAIM)
            yield f"    {one_line(finding.verdict, 13):<13} {claim}{evidence}\n"
        yield from (f"    misconception: {one_line(belief, _CLAIM)}\n" for belief in one.misconceptions)


def _cell(figures: Figures, name: str) -> str:
    return _estimate(getattr(figures, name))


def _estimate(found: Estimate) -> str:
    if found.value is None:
        return "-"
    if found.low is None or found.high is None:
        return _number(found.value)
    return f"{_number(found.value)} ({_number(found.low)} to {_number(found.high)})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
