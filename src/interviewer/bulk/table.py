"""A CSV or JSONL file as rows of named values, read whole."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.bulk.input import STDIN, called
from interviewer.errors import UsageError
from interviewer.files.reading import read_regular
from interviewer.strict_json import StrictJsonError, loads
from interviewer.text import one_line

MAX_BYTES = 200_000_000
_DELIMITERS = (",", ";", "\t")
_STATED_DELIMITER = re.compile(r"sep=([,;\t])", re.IGNORECASE)  # a first line that Excel reads and writes
_HOW = "Give a CSV file with a header, or JSONL: one object a line."


@dataclass(frozen=True)
class Table:
    """The names of the columns in their order, and the rows, each with the line it begins on."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, Any]], ...]


def read_table(path: Path) -> Table:
    """The table in a file, or on stdin for `-`: JSONL where it begins with a brace, else CSV.

    Raises UsageError with the line if the file cannot be read, is empty or is neither.
    """
    name = one_line(called(str(path)), 80)
    try:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1) if str(path) == STDIN else read_regular(path, MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", _HOW) from error
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{name} holds more than {MAX_BYTES:,} bytes.", "Give it in parts.")
    text = _text(raw, name)
    if not text.strip():
        raise UsageError(f"{name} is empty.", _HOW)
    start = text.lstrip()[0]
    if start == "[":
        raise UsageError(f"{name} is one JSON array.", "Write each object on a line of its own, without the brackets.")
    rows = tuple(_json_rows(text, name) if start == "{" else _csv_rows(text, name))
    if not rows:
        raise UsageError(f"{name} has a header and no row.", _HOW)
    return Table(tuple(dict.fromkeys(column for _, row in rows for column in row)), rows)


def _text(raw: bytes, name: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what a spreadsheet calls Unicode text
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not valid UTF-16 text.", "Save the file as UTF-8.") from error
    if b"\0" in raw:
        raise UsageError(f"{name} is a binary file.", _HOW)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(f"Line {line} of {name} is not UTF-8 text.", "Save the file as UTF-8.") from error


def _json_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = loads(line)
        except StrictJsonError as error:
            raise UsageError(f"Line {number} of {name} cannot be used: {error}.", _HOW) from error
        except (ValueError, RecursionError) as error:
            raise UsageError(f"Line {number} of {name} is not JSON.", _HOW) from error
        if not isinstance(row, dict):
            raise UsageError(f"Line {number} of {name} is not a JSON object.", _HOW)
        yield number, row


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    header = text.lstrip().split("\n", 1)[0]
    stated = _STATED_DELIMITER.fullmatch(header.strip("\r\n"))
    delimiter = stated[1] if stated else max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    usual = csv.field_size_limit(MAX_BYTES)  # by itself it refuses a file for one value of 131 073 characters
    try:
        if stated:
            next(row for row in reader if row)
        columns = _header(next((row for row in reader if row), []), name)
        begins = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(columns):
                raise UsageError(
                    f"The row on line {begins} of {name} has {len(row)} values, and the header {len(columns)} columns.",
                    _HOW,
                )
            if row:
                yield begins, dict(zip(columns, row, strict=True))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"Line {reader.line_num} of {name} is not CSV: {error}.", _HOW) from error
    finally:
        csv.field_size_limit(usual)


def _header(columns: Sequence[str], name: str) -> Sequence[str]:
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise UsageError(f"{name} has two columns named {one_line(twice, 40)!r}.", "Rename one of them.")
    return columns
