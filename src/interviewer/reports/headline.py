"""A report in a line: its means, and what they are over."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.reports.model import Mean, Report
from interviewer.reports.wording import spoken_scores


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


def _counts(report: Report) -> Iterator[str]:
    yield f"{report.asked} asked"
    yield f"{report.graded} graded"
    if report.left:
        yield f"{report.left} not reached"
    if report.skipped:
        yield f"{report.skipped} skipped"
    if report.mixed:
        yield f"{report.mixed} by several graders and in no mean"
