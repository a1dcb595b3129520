"""No two answers of a file may have one id."""

from __future__ import annotations

import json

import pytest

from interviewer.bulk.jobs import BadLineError, Line, read_line
from interviewer.bulk.repeated_ids import mark_repeated_ids, refuse_repeated_ids
from interviewer.errors import UsageError
from tests.factories import a_question


def lines(*ids: object) -> list[Line]:
    every = ({"id": line_id, "question_id": "dropout", "answer": "x"} for line_id in ids)
    return [Line(number, json.dumps(fields).encode()) for number, fields in enumerate(every, start=1)]


def test_lines_whose_ids_differ_are_counted_and_those_without_one_may_be_many() -> None:
    assert refuse_repeated_ids([*lines("a", "b"), Line(3, b"no json"), Line(4, b"no json")], "in.jsonl") == 4


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("a", "b", "a"), "in.jsonl has ids that stand on several lines: 'a' on 1, 3. Give each"),
        ((1, "1", 1.0), "'1' on 1, 2, 3"),
        (("a",) * 9, "'a' on 1, 2, 3, 4, 5 and 4 more"),
        (tuple("abcdabcd"), "'a' on 1, 5; 'b' on 2, 6; 'c' on 3, 7; and 1 more"),
    ],
)
def test_an_id_of_several_lines_is_told_with_the_first_of_them(ids: tuple[object, ...], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_repeated_ids(lines(*ids), "in.jsonl")
    assert said in str(refused.value)


def test_an_id_with_an_escape_sequence_is_shown_and_not_obeyed() -> None:
    with pytest.raises(UsageError) as refused:
        refuse_repeated_ids(lines("\x1b[31m", "\x1b[31m"), "in.jsonl")
    assert "\x1b" not in str(refused.value)


def test_where_lines_come_one_by_one_the_second_of_an_id_is_bad() -> None:
    first, pause, second, other = mark_repeated_ids(iter([lines("a")[0], None, *lines("", "a", "b")[1:]]))
    assert pause is None
    assert first is not None
    assert second is not None
    assert other is not None
    questions = {"dropout": a_question("dropout")}
    assert [read_line(line, questions)[0] for line in (first, other)] == ["a", "b"]
    with pytest.raises(BadLineError, match="its 'id' is that of line 1 too"):
        read_line(second, questions)
