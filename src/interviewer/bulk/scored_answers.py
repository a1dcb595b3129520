"""Answers that people scored, from a file: what each is graded against, and its score on a scale from 0 to 1."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from interviewer.bulk.columns import Columns, find_columns, stated_scale
from interviewer.bulk.jobs import Line
from interviewer.bulk.table import Table, read_table
from interviewer.errors import UnknownNameError, UsageError
from interviewer.strict_json import dumps
from interviewer.text import one_line

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))", re.ASCII)  # 1,000 could be a thousand
_PERCENT = (0.0, 100.0)
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)", re.ASCII)
_SHOWN = 40

Scale = tuple[float, float]
"""The lowest and the highest score that can be given."""


@dataclass(frozen=True)
class _Number:
    """A number as it was written: with a percent sign or without."""

    value: float
    percent: bool

    def __str__(self) -> str:
        return f"{self.value:g}{'%' if self.percent else ''}"


_Row = Mapping[str, Any]
_ScoredRow = tuple[int, _Row, _Number]
_ToUnit = Callable[[int, _Row, _Number], float]


@dataclass(frozen=True)
class ScoredAnswer:
    """A row. `human` is the score given by people, 0..1; `verdicts` and `misconceptions` are as they were recorded."""

    line: int
    id: str
    question_id: str
    question: str
    reference: str
    answer: str
    human: float
    kind: str = ""
    verdicts: object = None
    misconceptions: object = None

    @property
    def group(self) -> str:
        """What tells its question from others: the id, or else the text of the question or of the reference."""
        return self.question_id or self.question or self.reference

    def as_line(self, corpus_ids: Collection[str]) -> Line:
        """What a grader is given: a corpus question, or the question and its reference."""
        fields: dict[str, object] = {"id": self.id, "answer": self.answer}
        if self.question_id in corpus_ids or not self.reference:
            fields["question_id"] = self.question_id
        else:
            fields |= {"question": self.question, "reference": self.reference}
        return Line(self.line, dumps(fields).encode())


@dataclass(frozen=True)
class ScoredFile:
    """The answers of a file; `scale` in words, and how many rows have no score and were left out."""

    answers: tuple[ScoredAnswer, ...]
    scale: str
    without_score: int


def parse_scale(text: str) -> Scale:
    """The scale that --scale gives, such as 0-5. Raises UsageError."""
    match = _SCALE.fullmatch(text.strip())
    if match is None or float(match[1]) >= float(match[2]):
        raise UsageError(f"--scale is {one_line(text, _SHOWN) or 'empty'}.", "Give lowest-highest, such as 0-5.")
    return float(match[1]), float(match[2])


def read_scored(
    path: Path, told: Mapping[str, str | None], scale: Scale | None = None, split: str | None = None
) -> ScoredFile:
    """The scored answers of a CSV or JSONL file; with `split`, those of that split alone.

    Raises UsageError if the file cannot be read, its columns or its scale are ambiguous, or no agreement could be
    measured: no score, or the same one throughout.
    """
    table = read_table(path)
    columns = find_columns(table.columns, told)
    rows = _of_split(table, columns, split)
    scored = [(line, row, number) for line, row in rows if (number := _score(line, row, columns)) is not None]
    if not scored:
        raise UsageError(f"No row has a score in the column {one_line(columns.score, _SHOWN)}.", "Name another one.")
    _check_signs(scored)
    unit, words = _scaling(scored, columns, scale)
    answers = tuple(_answer(line, row, columns, unit(line, row, number)) for line, row, number in scored)
    if len({answer.human for answer in answers}) == 1:
        raise UsageError(
            f"All {len(answers)} scores are {scored[0][2]}, so that no agreement can be measured.",
            "Give answers whose scores differ.",
        )
    return ScoredFile(answers, words, len(rows) - len(scored))


def _of_split(table: Table, columns: Columns, split: str | None) -> Sequence[tuple[int, dict[str, Any]]]:
    if split is None:
        return table.rows
    if columns.split is None:
        raise UsageError("--split is given, and the file has no column of splits.", "Name it with --split-column.")
    splits = [_string(row.get(columns.split)) for _, row in table.rows]
    if split not in splits:
        raise UnknownNameError("split", split, tuple(dict.fromkeys(splits)))
    return [row for row, found in zip(table.rows, splits, strict=True) if found == split]


def _score(line: int, row: _Row, columns: Columns) -> _Number | None:
    value = row.get(columns.score)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _number(value, line, columns.score)


def _number(value: object, line: int, column: str) -> _Number:
    text = "" if isinstance(value, bool) else str(value).strip()  # by its text: an int of hundreds of digits overflows
    percent = isinstance(value, str) and text.endswith("%")
    if isinstance(value, str):
        text = text.removesuffix("%").rstrip()
        text = text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return _Number(float(text), percent)
    raise UsageError(
        f"On line {line}, {one_line(column, _SHOWN)} is {one_line(str(value), _SHOWN)!r}, which is no number.",
        "Write scores as numbers with a decimal point, or leave a row without one empty.",
    )


def _check_signs(scored: Sequence[_ScoredRow]) -> None:
    """Raises UsageError where some scores have a percent sign and others none: 1 could be all or a hundredth."""
    first, _, before = scored[0]
    for line, _, number in scored:
        if number.percent != before.percent:
            raise UsageError(
                f"The score on line {line} is {number} and that on line {first} is {before}, one with a percent sign "
                "and one without.",
                "Write all scores in percent, or none.",
            )


def _scaling(scored: Sequence[_ScoredRow], columns: Columns, told: Scale | None) -> tuple[_ToUnit, str]:
    """A function that puts a row's score on 0..1, and the scale in words."""
    scale = told or stated_scale(columns.score)
    if scale is None and columns.max_score is not None:
        maximum = columns.max_score
        return partial(_on_own_scale, maximum), f"0 to the row's {one_line(maximum, _SHOWN)}"
    fixed = scale or _scale_of([number for _, _, number in scored])
    return (lambda line, _row, number: _on_unit(line, number, fixed)), f"{fixed[0]:g} to {fixed[1]:g}"


def _scale_of(numbers: Sequence[_Number]) -> Scale:
    """The scale of scores for which none is stated. Raises UsageError where it could be any."""
    if numbers[0].percent:
        return _PERCENT
    lowest, highest = min(number.value for number in numbers), max(number.value for number in numbers)
    if lowest < 0 or highest > 1:
        raise UsageError(
            f"The scores run from {lowest:g} to {highest:g}, and nothing states the highest one.",
            "Give the scale, such as --scale 0-5.",
        )
    return 0.0, 1.0


def _on_own_scale(column: str, line: int, row: _Row, number: _Number) -> float:
    """A score from 0 to the highest one that its row can have."""
    highest = _number(row.get(column), line, column)
    if highest.percent and not number.percent:
        raise UsageError(
            f"On line {line}, {one_line(column, _SHOWN)} is '{highest}', and the score {number} has no percent sign.",
            "Write both in percent, or neither.",
        )
    return _on_unit(line, number, (0.0, highest.value))


def _on_unit(line: int, number: _Number, scale: Scale) -> float:
    low, high = scale
    if number.percent and scale != _PERCENT:
        raise UsageError(
            f"The score on line {line} is {number}, which is not on the scale from {low:g} to {high:g}.",
            "Leave out the percent signs, or give --scale 0-100.",
        )
    if not low <= number.value <= high or low == high:
        raise UsageError(
            f"The score on line {line} is {number}, outside the scale from {low:g} to {high:g}.",
            "Give the scale of the whole file with --scale; a file of several scales has to be split.",
        )
    return (number.value - low) / (high - low)


def _answer(line: int, row: _Row, columns: Columns, human: float) -> ScoredAnswer:
    def text(column: str | None) -> str:
        return _string(row.get(column)) if column is not None else ""

    return ScoredAnswer(
        line=line,
        id=text(columns.id) or f"line {line}",
        question_id=text(columns.question_id),
        question=text(columns.question),
        reference=text(columns.reference),
        answer=text(columns.answer),
        human=human,
        kind=text(columns.kind),
        verdicts=row.get(columns.verdicts) if columns.verdicts else None,
        misconceptions=row.get(columns.misconceptions) if columns.misconceptions else None,
    )


def _string(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)
