"""Scores and times in words, the same in every format and front end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import Credit
from interviewer.interview.store import SessionSummary
from interviewer.learning.days import day_of
from interviewer.learning.figures import Direction, Series


def percent(score: float) -> str:
    """A score 0..1 as a whole percentage."""
    return f"{round(score * 100)} %"


def spoken_scores(unaided: float | None, aided: float | None) -> str:
    """Two scores in words: "55 % unaided, 80 % aided", or the one if help changed nothing."""
    if unaided is None or aided is None:
        return "no score"
    if percent(unaided) == percent(aided):
        return f"{percent(unaided)} unaided"
    return f"{percent(unaided)} unaided, {percent(aided)} aided"


def spoken_credit(credit: Credit) -> str:
    """Credit in words."""
    return spoken_scores(credit.unaided, credit.aided)


def spoken_summary(summary: SessionSummary) -> str:
    """The credit of a whole session in words; there is no mean over several graders."""
    if summary.graded and summary.unaided is None:
        return "no mean over several graders"
    return spoken_scores(summary.unaided, summary.aided)


def spoken_trend(series: Series) -> str:
    """Where scores are going, in a few words: "rising +3.1 ± 2.7" where it is clear, in points of 100 a week."""
    trend = series.trend
    if trend is None or series.direction is Direction.UNCLEAR:
        return str(series.direction)
    return f"{series.direction} {100 * trend.per_week:+.1f} ± {50 * (trend.high - trend.low):.1f}"


def spoken_day(moment: datetime) -> str:
    """The day of a moment in the time zone of this machine: "02 November 2026"."""
    return f"{day_of(moment):%d %B %Y}"


def spoken_seconds(seconds: float) -> str:
    """A length of time: "45 s", "3 min 20 s", "1 h 5 min"."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if minutes == 0:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def covered_so_far(verdicts: Iterable[PointVerdict]) -> str:
    """How much of a question is covered, in a sentence; never what is missing."""
    found = [verdict.counted for verdict in verdicts]
    partly = found.count(Verdict.PARTIAL)
    in_part = f", and {partly} in part" if partly else ""
    return f"So far {found.count(Verdict.MET)} of {len(found)} key points are covered{in_part}."
