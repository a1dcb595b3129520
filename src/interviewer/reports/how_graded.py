"""The end of a report: who graded and with what, how scores are computed, and what chat models used."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.grading.grade import Grade, Provenance
from interviewer.grading.score import SCORING
from interviewer.models.chat import Usage
from interviewer.reports.escaping import code, inline
from interviewer.reports.model import Report, percent
from interviewer.reports.spending import spent_in_words


def how_graded(report: Report) -> Iterator[str]:
    """Every grader with its model, versions, prompt and rubric, and how scores are computed."""
    grades = _grades(report)
    given = dict.fromkeys(_named(grade.provenance) for grade in grades)
    if not given:
        return
    yield "## How this was graded"
    yield ""
    yield from given
    yield ""
    yield f"{SCORING}{_by_rubric(grades)} Every quoted span was checked against the answer."
    yield ""


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


def _grades(report: Report) -> list[Grade]:
    return [exchange.grade for turn in report.turns for exchange in turn.exchanges if exchange.grade is not None]


def _named(given: Provenance) -> str:
    line = (
        f"- {given.method}: model {code(given.model)}, grader version {inline(given.grader_version)}, "
        f"corpus version {code(given.corpus_version)}"
    )
    if given.prompt_id:
        version, digest = inline(given.prompt_version or "?"), inline(given.prompt_hash or "?")
        line += f", prompt {inline(given.prompt_id)} {version} ({digest})"
    return line + (f", rubric {inline(given.rubric_version)}" if given.rubric_version else "")


def _by_rubric(grades: list[Grade]) -> str:
    """How criteria count in the scores, if they do."""
    shares = {percent(sum(level.share for level in grade.criteria)) for grade in grades if _uses_criteria(grade)}
    if not shares:
        return ""
    return (
        " In grades by a rubric up to two claims beyond the reference add as key points of weight 1 would, and low "
        f"levels of the criteria take off up to {' or '.join(sorted(shares))} of the score."
    )


def _uses_criteria(grade: Grade) -> bool:
    return any(level.share for level in grade.criteria)
