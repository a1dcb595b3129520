"""One grade by itself, as a table for a terminal or Markdown for a notebook; foreign text in it is shown exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interviewer.grading.grade import Grade
from interviewer.reports.escaping import beginning, code, inline
from interviewer.reports.marks import graders_of, mark_of
from interviewer.reports.solution import telling
from interviewer.reports.wording import percent
from interviewer.text import one_line

if TYPE_CHECKING:
    from rich.table import Table

_HEADINGS = ("verdict", "weight", "key point", "your words")


def summary(grade: Grade) -> str:
    """A grade in a few words, or "ungraded: " with the reason.

    "67 % (likely 47 to 96 %) by similarity: 2 met, 1 missed".
    """
    if grade.score is None:
        return f"ungraded: {one_line(grade.reason)}"
    counts = Counter("unsupported" if not found.supported else found.verdict.value for found in grade.verdicts)
    found = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    likely = f" (likely {grade.interval[0]:.0%} to {percent(grade.interval[1])})" if grade.interval else ""
    return f"{percent(grade.score)}{likely} by {graders_of([grade.provenance.method])}: {found}"


def grade_table(grade: Grade, question: str) -> Table:
    """A table for `rich`: a row for each key point with its verdict and evidence, remarks below."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    remarks = "\n".join(_remarks(grade))
    table = Table(
        *_HEADINGS, title=Text(f"{one_line(question)}\n{summary(grade)}"), caption=Text(remarks), box=SIMPLE_HEAD
    )
    for verdict, weight, claim, words in _rows(grade):
        table.add_row(verdict, weight, Text(one_line(claim)), Text("\n".join(map(one_line, words))))
    return table


def grade_markdown(grade: Grade, question: str) -> str:
    """The same in Markdown."""
    lines = [f"**{inline(question)}**", "", inline(summary(grade)), ""]
    if grade.verdicts:
        lines += [f"| {' | '.join(_HEADINGS)} |", "|---" * len(_HEADINGS) + "|"]
        lines += [
            f"| {verdict} | {weight} | {inline(claim)} | {' … '.join(map(inline, words))} |"
            for verdict, weight, claim, words in _rows(grade)
        ]
        lines.append("")
    lines += [f"- {beginning(inline(remark))}" for remark in _remarks(grade)]
    given = grade.provenance
    lines.append(f"- graded by {code(given.model)}, version {inline(given.grader_version)}")
    return "\n".join(lines) + "\n"


def _rows(grade: Grade) -> Iterator[tuple[str, str, str, list[str]]]:
    for found in grade.verdicts:
        spans = telling(found.evidence, (grade.provenance.method,))
        yield mark_of(found), str(found.weight), found.claim, [span.text for span in spans]


def _remarks(grade: Grade) -> Iterator[str]:
    """Misconceptions with the truth, and what a person should read."""
    for wrong in grade.misconceptions:
        words = "; ".join(span.text for span in wrong.evidence)
        yield one_line(f'misconception: {wrong.belief} ("{words}") In truth: {wrong.truth}')
    if grade.reason and grade.graded:
        yield one_line(grade.reason)
    yield from map(one_line, grade.flags)
