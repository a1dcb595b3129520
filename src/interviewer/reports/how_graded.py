"""The end of a report: who graded and with what, how scores are computed, and what chat models used."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.exercises.marks import SCORING as MARKING
from interviewer.grading import expected
from interviewer.grading.grade import Method
from interviewer.grading.score import SCORING
from interviewer.models.chat import Usage
from interviewer.reports.escaping import code, inline
from interviewer.reports.model import GradersUsed, Report
from interviewer.reports.spending import spent_in_words
from interviewer.reports.wording import percent
from interviewer.text import counted


def how_graded(report: Report) -> Iterator[str]:
    """Every grader with its model, versions, prompt and rubric, and how scores are computed."""
    if not report.graded_by:
        return
    yield "## How this was graded"
    yield ""
    for used in report.graded_by:
        yield f"- {_named(used)}"
    yield ""
    for sentence in how_scores_come_about(report):
        yield f"- {sentence}"
    yield ""


def how_scores_come_about(report: Report) -> Iterator[str]:
    """How verdicts become a score, in sentences."""
    methods = {used.method for used in report.graded_by}
    if methods - {Method.SIMILARITY, Method.PROGRAM, Method.GATE}:
        yield SCORING
    if Method.SIMILARITY in methods:
        yield expected.SCORING
    if Method.PROGRAM in methods:
        yield MARKING
    if report.criteria_share:
        shares = " or ".join(percent(share) for share in sorted(report.criteria_share))
        yield (
            "In grades by a rubric up to two claims beyond the reference add as key points of weight 1 would, and low "
            f"levels of the criteria take off up to {shares} of the score."
        )
    yield "Every quoted span was checked against the answer."
    if len(report.means) > 1:
        yield "Several graders graded this session: each has a mean of its own, and no figure mixes them."
    yield "A key point that a hint had led to earns no unaided credit; a skipped or ungraded question is no zero."


def what_it_took(report: Report) -> Iterator[str]:
    """Calls, tokens and cost, by purpose; nothing if no chat model was called."""
    if not report.spendings:
        return
    yield "## What it took"
    yield ""
    for spending in report.spendings:
        yield f"- {spending.on}: {spent_in_words(spending.usage)}"
    if len(report.spendings) > 1:
        total = sum((spending.usage for spending in report.spendings), Usage())
        yield f"- together: {spent_in_words(total)}"
    yield ""


def _named(used: GradersUsed) -> str:
    line = (
        f"{used.method}: model {code(used.model)}, grader version {inline(used.grader_version)}, "
        f"corpus version {code(used.corpus_version)}"
    )
    line += f", prompt {inline(used.prompt)}" if used.prompt else ""
    line += f", rubric {inline(used.rubric)}" if used.rubric else ""
    return f"{line}: {counted(used.count, 'grade')}"
