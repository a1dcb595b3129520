"""What the progress screen says in words, each figure with the number of observations it is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from interviewer.learning.calibration import Calibration
from interviewer.learning.coverage import Coverage, QuestionState
from interviewer.learning.figures import FEWEST, Median, Series
from interviewer.learning.misconceptions import LedgerEntry
from interviewer.learning.progress import ScoreProgress
from interviewer.reports.wording import percent
from interviewer.text import counted, one_line

Parts = list[str | tuple[str, str]]

SIGNS = {
    QuestionState.PASSED: ("✓", "$good"),
    QuestionState.STALE: ("~", "$fair"),
    QuestionState.WEAK: ("✗", "$bad"),
    QuestionState.UNGRADED: ("?", "$quiet"),
    QuestionState.NEVER_ASKED: ("·", "$quiet"),
}
TOO_FEW = f"too few (fewer than {FEWEST})"


def minutes(seconds: float) -> str:
    """A time as 2 min 5 s."""
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def direction(series: Series) -> str:
    """Where a series is going, or that it is too short to tell."""
    return "too few" if series.count < FEWEST else series.direction


def score_row(name: str, scores: ScoreProgress) -> tuple[str, ...]:
    """A row of the table: a topic, how many answers, both means, and where it is going."""
    means = (_mean(scores.unaided), _mean(scores.aided))
    return (name, str(scores.count), *means, direction(scores.unaided))


def scores_caption(name: str, scores: ScoreProgress) -> str:
    """What stands under the plot of a topic."""
    trend = scores.unaided.trend
    points = ""
    if trend is not None:
        per_week, low, high = (f"{100 * value:+.0f}" for value in (trend.per_week, trend.low, trend.high))
        points = f", {per_week} points a week (95 %: {low} to {high})"
    last = f"the last {percent(scores.unaided.last or 0.0)} unaided"
    return (
        f"{name}: {counted(scores.count, 'answer')} (● unaided, ○ aided), {last}; {scores.unaided.direction}{points}."
    )


def _mean(series: Series) -> str:
    return "–" if series.mean is None else percent(series.mean)


def coverage_text(coverage: Coverage) -> Content:
    """A sign for every question, topic by topic with how many were asked, under what the signs mean."""
    parts: Parts = []
    for state, (sign, colour) in SIGNS.items():
        if coverage.counts[state]:
            parts += [(f"{sign} ", colour), f"{coverage.counts[state]} {state}   "]
    parts.append("\n\n")
    for topic in coverage.topics:
        own = [one.state for one in coverage.questions if one.topic == topic.topic]
        asked = sum(state is not QuestionState.NEVER_ASKED for state in own)
        parts.append(f"{one_line(topic.topic):<32} ")
        parts += [SIGNS[state] for state in sorted(own, key=list(SIGNS).index)]
        parts.append((f" {asked}/{topic.total}\n", "$quiet"))
    return Content.assemble(*parts)


def median_text(median: Median) -> str:
    """The time to the first answer."""
    if median.value is None:
        return "No answer has been timed yet."
    if median.count < FEWEST:
        return f"Half of the first answers took at most {minutes(median.value)}, over {median.count}: {TOO_FEW}."
    return f"Half of the first answers took at most {minutes(median.value)}, over {median.count}, pauses included."


def calibration_text(calibration: Calibration) -> str:
    """How confidence compares with scores, with the number of answers behind each point."""
    if calibration.overconfidence is None or calibration.count < FEWEST:
        return (
            f"{counted(calibration.count, 'answer')} with a confidence stated before the grade: {TOO_FEW} for a curve."
        )
    over = round(100 * calibration.overconfidence)
    how = "as high as" if not over else f"{abs(over)} points {'above' if over > 0 else 'below'}"
    behind = ", ".join(f"{round(100 * one.low)}–{round(100 * one.high)} %: {one.count}" for one in calibration.bins)
    return (
        f"Over {calibration.count} answers, confidence is {how} the unaided score on average. Answers behind each "
        f"point, by confidence: {behind}."
    )


def ledger_text(entries: Sequence[LedgerEntry]) -> Content:
    """Every misconception that was stated, the least refuted first, with the truth."""
    if not entries:
        return Content("No answer has stated a misconception.")
    return Content.assemble(*(part for entry in entries for part in _entry(entry)))


def _entry(entry: LedgerEntry) -> Iterator[str | tuple[str, str]]:
    sign, colour = ("✗", "$bad") if entry.is_open else ("✓", "$good")
    refuted = f" · refuted on {counted(entry.refuted, 'day')} since" if entry.refuted else ""
    yield (f"{sign} {entry.state}", colour)
    yield (
        f"  {one_line(entry.topic)} · stated in {counted(entry.stated, 'answer')}, last on "
        f"{entry.last_stated.astimezone():%d %b %Y}{refuted}\n",
        "$quiet",
    )
    yield (f"  {one_line(entry.belief)}\n", "bold")
    yield f"  In truth: {one_line(entry.truth)}\n\n"
