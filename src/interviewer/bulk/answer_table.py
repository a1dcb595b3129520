"""A CSV file of answers to grade, as the lines of JSON that say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from interviewer.bulk.columns import AnswerColumns, find_answer_columns
from interviewer.bulk.jobs import Line
from interviewer.bulk.table import read_table
from interviewer.strict_json import dumps

_SUFFIXES = (".csv", ".tsv")


def is_table(name: str) -> bool:
    """Whether a file is a table, by its name."""
    return Path(name).suffix.lower() in _SUFFIXES


def answers_in_table(path: Path) -> Sequence[Line]:
    """The rows of a table as lines; a row without an id has the number of its line for one.

    Raises UsageError where the file cannot be read whole, or has not the columns of answers.
    """
    table = read_table(path)
    columns = find_answer_columns(table.columns)
    return tuple(_line(number, row, columns) for number, row in table.rows)


def _line(number: int, row: Mapping[str, Any], columns: AnswerColumns) -> Line:
    """A row without its empty cells, except that of the answer: an empty answer is one."""
    others = {"question_id": columns.question_id, "question": columns.question, "reference": columns.reference}
    filled = {name: value for name, column in others.items() if column and (value := row.get(column))}
    line_id = columns.id and row.get(columns.id)
    return Line(number, dumps({"id": line_id or number, **filled, "answer": row.get(columns.answer)}).encode())
