"""The CSV table: a row per answer, in which nothing is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from interviewer.reports.export.table import render_table
from interviewer.text import visible
from tests.reports.hostile import ANSWERS, hostile_session
from tests.sample_report import recorded

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\x1b=1",
    "=\x00",
)
STARTS = tuple("=+-@＝＋－＠")


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_a_row_for_each_answer_with_its_grade() -> None:
    session = recorded()
    rows = read(render_table([session]))
    assert len(rows) == sum(len(turn.exchanges) for turn in session.turns)
    first = rows[0]
    grade = session.turns[0].exchanges[0].grade
    assert grade is not None
    assert (first["question_id"], first["kind"], first["status"]) == ("artificial-neuron", "question", "graded")
    assert float(first["score"]) == grade.score
    assert first["answer"] == session.turns[0].exchanges[0].answer
    counts = [int(first[name]) for name in ("met", "partial", "missed", "contradicted", "not_assessed")]
    assert sum(counts) == len(grade.verdicts)
    assert rows[-1]["answer"] == rows[-1]["score"] == ""


@pytest.mark.parametrize("text", [*ANSWERS, *FORMULAS])
def test_no_cell_is_a_formula_and_every_text_is_there(text: str) -> None:
    session, _ = hostile_session(text)
    rows = read(render_table([session]))
    assert len(rows) == 2
    for row in rows:
        assert row["answer"].removeprefix("'") == visible(text)
        for name, cell in row.items():
            assert not cell.lstrip().startswith(STARTS), name
            assert not cell.startswith(("\t", "\r", "\n")), name
            assert "\x1b" not in cell
            assert "\x00" not in cell


def test_what_is_no_formula_stands_as_it_is() -> None:
    session, _ = hostile_session("a = b, or (1 - p)")
    assert read(render_table([session]))[0]["answer"] == "a = b, or (1 - p)"
