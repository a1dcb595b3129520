"""A report in a line: its means, and what they are over."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.learning.figures import Direction
from interviewer.reports.model import Mean, Moved, Report
from interviewer.reports.wording import percent, spoken_scores, spoken_trend
from interviewer.text import counted


def headline(report: Report) -> str:
    """The means of the session and what they are over, in one line without markup."""
    if not report.means:
        return f"No score: {counts(report)}."
    return f"{'; '.join(map(mean_in_words, report.means))} ({counts(report)})."


def counts(report: Report) -> str:
    """How many questions were asked, graded, skipped and left: "5 asked, 4 graded, 1 skipped"."""
    return ", ".join(_counts(report))


def mean_in_words(mean: Mean) -> str:
    """A mean, how many questions it is over, and the grader: "62 % unaided over 4 by the similarity grader"."""
    return f"{spoken_scores(mean.unaided, mean.aided)} over {mean.count} by the {mean.grader.method} grader"


def moved_in_words(moved: Moved) -> str:
    """What moved: "80 % unaided over 2 now, 55 % over 6 before, by the similarity grader; rising +3.1 ± 2.7 points a
    week over 8"."""
    now, before = moved.now, moved.before
    assert now.mean is not None
    assert before.mean is not None
    week = " points a week" if moved.together.direction in (Direction.RISING, Direction.FALLING) else ""
    return (
        f"{percent(now.mean)} unaided over {now.count} now, {percent(before.mean)} over {before.count} before, by the "
        f"{moved.grader.method} grader; {spoken_trend(moved.together)}{week} over {moved.together.count}"
    )


def _counts(report: Report) -> Iterator[str]:
    yield f"{report.asked} asked"
    yield f"{report.graded} graded"
    if report.left:
        yield f"{report.left} not reached"
    if report.skipped:
        yield f"{report.skipped} skipped"
    if report.mixed:
        yield f"{report.mixed} by several graders and in no mean"
    if report.ungraded_follow_ups:
        yield f"{counted(report.ungraded_follow_ups, 'follow-up')} not graded"
