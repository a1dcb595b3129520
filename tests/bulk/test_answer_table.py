"""A CSV file of answers is graded as the JSON lines that say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interviewer.bulk.answer_table import answers_in_table, is_table
from interviewer.bulk.jobs import Line, digest_of, read_line
from interviewer.errors import UsageError
from tests.factories import a_question

QUESTIONS = {"dropout": a_question("dropout")}
HOSTILE = '=HYPERLINK("http://a.b","x")\x1b[31m\r\n@SUM(1)'


def answers(tmp_path: Path, content: str) -> list[Line]:
    path = tmp_path / "answers.csv"
    path.write_bytes(content.encode())
    return list(answers_in_table(path))


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "folder/a.tsv"])
def test_a_table_is_told_by_its_name(name: str) -> None:
    assert is_table(name)


@pytest.mark.parametrize("name", ["-", "a.jsonl", "csv", ".csv/a"])
def test_other_names_are_those_of_json_lines(name: str) -> None:
    assert not is_table(name)


def test_a_row_is_the_line_of_json_that_says_the_same(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, "id,question_id,answer,note\na1,dropout,It zeroes units.,late\n")
    same = Line(2, json.dumps({"id": "a1", "question_id": "dropout", "answer": "It zeroes units."}).encode())
    assert read_line(row, QUESTIONS) == read_line(same, QUESTIONS)
    assert digest_of(row) == digest_of(same)


def test_columns_go_by_the_names_that_scored_answers_may_have(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, "Student Answer;question_text;Reference Answer\nOxygen.;Why rust?;It meets oxygen.\n")
    _, request = read_line(row, QUESTIONS)
    assert (request.answer, request.prompt, request.question.reference) == ("Oxygen.", "Why rust?", "It meets oxygen.")


def test_a_row_without_an_id_has_the_number_of_the_line_that_it_begins_on(tmp_path: Path) -> None:
    rows = answers(
        tmp_path, '\ufeffquestion_id,answer,id\r\ndropout,"one\r\ntwo",\r\ndropout,three,\r\ndropout,four,x\r\n'
    )
    assert [(row.number, read_line(row, QUESTIONS)[0]) for row in rows] == [(2, 2), (4, 4), (5, "x")]


def test_an_empty_cell_is_left_out_and_an_empty_answer_is_one(tmp_path: Path) -> None:
    rows = answers(tmp_path, "question_id,question,reference,answer\ndropout,,,\n,Why?,Iron meets oxygen.,Because.\n")
    assert [read_line(row, QUESTIONS)[1].answer for row in rows] == ["", "Because."]


def test_formulas_and_escape_sequences_are_the_answer_as_they_stand(tmp_path: Path) -> None:
    quoted = HOSTILE.replace('"', '""')
    (row,) = answers(tmp_path, f'id,question_id,answer\n=1,dropout,"{quoted}"\n')
    line_id, request = read_line(row, QUESTIONS)
    assert (line_id, request.answer) == ("=1", HOSTILE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,text\n1,x\n", "hold the answer among the columns id, text. Name it answer"),
        ("id,answer\n1,x\n", "Nothing says which question .* columns id, answer. Add a column question_id"),
        ("question,answer\nWhy?,x\n", "Nothing says which question"),
        ("answer,response,qid\nx,y,dropout\n", "The answer could be the column answer or response. Rename"),
        ("answer,qid\nx\n", "row on line 2 .* has 1 values, and the header 2 columns"),
        ("", "is empty"),
    ],
)
def test_a_table_of_something_else_is_refused_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        answers(tmp_path, content)
