"""CSV and JSONL as rows, and sentences for what is neither."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

from interviewer.bulk.table import read_table
from interviewer.errors import UsageError


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "answers"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_csv_has_quoted_values_over_several_lines(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, 'answer,score\n"one, ""two""\nthree",1\n\nfour,0\n'))
    assert found.columns == ("answer", "score")
    assert found.rows == ((2, {"answer": 'one, "two"\nthree', "score": "1"}), (5, {"answer": "four", "score": "0"}))


def test_a_very_long_value_does_not_cost_the_file(tmp_path: Path) -> None:
    """The csv module by itself refuses what is longer than 131 072 characters."""
    usual = csv.field_size_limit()
    found = read_table(table(tmp_path, f"answer,score\nshort,1\n{'long ' * 40_000},0\n"))
    assert [row["score"] for _, row in found.rows] == ["1", "0"]
    assert csv.field_size_limit() == usual


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_of_a_spreadsheet_has_other_delimiters_and_a_mark(tmp_path: Path, delimiter: str) -> None:
    found = read_table(table(tmp_path, f"\ufeffanswer{delimiter}score\r\nyes, so{delimiter}1\r\n"))
    assert found.rows == ((2, {"answer": "yes, so", "score": "1"}),)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_the_unicode_text_of_a_spreadsheet_is_read(tmp_path: Path, encoding: str) -> None:
    found = read_table(table(tmp_path, "\ufeffanswer\tscore\r\nschön\t1\r\n".encode(encoding)))
    assert found.rows == ((2, {"answer": "schön", "score": "1"}),)


def test_a_first_line_can_state_what_stands_between_values(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, "sep=;\r\nanswer;score\r\nyes, so;1\r\n"))
    assert found.rows == ((3, {"answer": "yes, so", "score": "1"}),)


def test_a_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"answer,score\nyes,1\n")))
    assert read_table(Path("-")).rows == ((2, {"answer": "yes", "score": "1"}),)


def test_stdin_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(UsageError, match=r"^stdin is empty\."):
        read_table(Path("-"))


def test_jsonl_has_the_columns_of_all_rows(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, '{"answer": "a"}\n\n{"answer": "b\\u2028", "score": 1}\n'))
    assert found.columns == ("answer", "score")
    assert [line for line, _ in found.rows] == [1, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("answer,score\n", "has a header and no row"),
        (b"PK\x03\x04\x00\x00", "is a binary file"),
        (b"answer,score\ncaf\xe9,1\n", "Line 2 of .* is not UTF-8"),
        (b"\xff\xfea", r"is not valid UTF-16 text\."),
        ("[1]", "is one JSON array"),
        ('{"a": 1}\n{"a": \n', "Line 2 of .* is not JSON"),
        ('{"a": 1}\n[1]\n', "Line 2 of .* is not a JSON object"),
        ('{"a": NaN}\n', "Line 1 of .* NaN"),
        ("answer,answer\n1,2\n", "two columns named 'answer'"),
        ("answer,score\n1,2,3\n", "row on line 2 of .* has 3 values, and the header 2 columns"),
        ('answer,score\n"open,1\n', "is not CSV"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_table(table(tmp_path, content))


@pytest.mark.posix
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="It is a named pipe"):
        read_table(tmp_path / "pipe")


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_table(tmp_path / "none.csv")
