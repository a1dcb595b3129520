"""A row per answer, as CSV for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from interviewer.grading.score import credit_of
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import Exchange, Session
from interviewer.reports.export.lines import AnswerLine, answer_lines
from interviewer.text import visible

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), the full-width forms that it reads as
# the same included; some of them skip space before it.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")

Cell = str | int | float | None

_COLUMNS = """session mode session_started_at question_number question_id topic question answer_number kind prompt
    aimed_at answer answered_at confidence status score question_unaided question_aided met partial missed contradicted
    not_assessed misconceptions reason flags method model grader_version corpus_version graded_at earlier_grades
    disputes""".split()


def render_table(sessions: Iterable[Session]) -> str:
    """The table of some sessions, with its header."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for session in sessions:
        for line in answer_lines(session):
            row = dict(_cells(line))
            writer.writerow([_safe(row.get(name)) for name in _COLUMNS])
    return written.getvalue()


def _safe(cell: Cell) -> Cell:
    """A cell that a spreadsheet shows and does not obey: text that it would compute has an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    text = visible(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def _cells(line: AnswerLine) -> Iterator[tuple[str, Cell]]:
    exchange = line.exchange
    yield from (
        ("session", line.session),
        ("mode", line.mode.value),
        ("session_started_at", line.started_at.isoformat()),
        ("question_number", line.turn),
        ("question_id", line.question_id),
        ("topic", line.topic),
        ("question", line.title),
        ("answer_number", line.answer_number),
        ("kind", exchange.prompt.kind.value),
        ("prompt", exchange.prompt.text),
        ("aimed_at", exchange.prompt.point),
        ("answer", exchange.answer),
        ("answered_at", exchange.answered_at.isoformat() if exchange.answered_at else None),
        ("confidence", exchange.confidence),
        ("question_unaided", line.unaided),
        ("question_aided", line.aided),
        ("earlier_grades", len(exchange.earlier_grades)),
        ("disputes", len(exchange.disputes)),
    )
    yield from _grade_cells(exchange)


def _grade_cells(exchange: Exchange) -> Iterator[tuple[str, Cell]]:
    grade = exchange.grade
    if grade is None:
        return
    counts = Counter(verdict.verdict for verdict in grade.verdicts if credit_of(verdict) is None or verdict.supported)
    counts[Verdict.MISSED] += len(grade.verdicts) - counts.total()  # without evidence that held, they earned nothing
    for verdict in Verdict:
        yield verdict.value.replace(" ", "_"), counts[verdict]
    given = grade.provenance
    yield from (
        ("status", grade.status.value),
        ("score", grade.score),
        ("misconceptions", "; ".join(found.belief for found in grade.misconceptions)),
        ("reason", grade.reason),
        ("flags", "; ".join(grade.flags)),
        ("method", given.method.value),
        ("model", given.model),
        ("grader_version", given.grader_version),
        ("corpus_version", given.corpus_version),
        ("graded_at", given.graded_at.isoformat()),
    )
