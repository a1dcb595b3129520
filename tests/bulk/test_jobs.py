import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bulk.jobs import BadLineError, Line, grade_line, read_line
from tests.factories import WordGrader, a_question

QUESTIONS = {"dropout": a_question("dropout")}
GRADER = WordGrader()
FIELDS = {"id", "status", "reason", "score", "verdicts", "misconceptions", "criteria", "flags", "provenance"}


def graded(raw: bytes) -> dict[str, object]:
    return dict(json.loads(grade_line(Line(7, raw), QUESTIONS, GRADER)))


def test_a_line_names_a_question_of_the_corpus() -> None:
    line_id, request = read_line(Line(1, b'{"id": 5, "question_id": "dropout", "answer": "yes"}'), QUESTIONS)
    assert line_id == 5
    assert request.question is QUESTIONS["dropout"]
    assert request.answer == "yes"


def test_a_line_brings_its_own_question_and_reference() -> None:
    raw = b'{"id": "a", "question": "What is rust?", "reference": "Iron meets oxygen. It needs water.", "answer": "x"}'
    question = read_line(Line(1, raw), QUESTIONS)[1].question
    assert [point.claim for point in question.key_points] == ["Iron meets oxygen.", "It needs water."]
    assert question.id == read_line(Line(2, raw), QUESTIONS)[1].question.id


@pytest.mark.parametrize(
    ("raw", "said", "line_id"),
    [
        (b"{", "is not JSON", None),
        (b"[1]", "not a JSON object", None),
        (b"\xff\xfe", "not UTF-8", None),
        (b"[" * 100_000, "is not JSON", None),
        (b'{"answer": "x"}', "no 'id'", None),
        (b'{"id": {"a": 1}, "answer": "x"}', "no 'id'", None),
        (b'{"id": "a", "question_id": "dropout"}', "no 'answer'", "a"),
        (b'{"id": "a", "question_id": "dropout", "answer": 3}', "no 'answer'", "a"),
        (b'{"id": "a", "answer": "x"}', "no 'question'", "a"),
        (b'{"id": "a", "question": "Q?", "answer": "x"}', "no 'reference'", "a"),
        (b'{"id": "a", "question": "Q?", "reference": "...", "answer": "x"}', "no statement", "a"),
        (b'{"id": "a", "question_id": "dropot", "answer": "x"}', "Did you mean 'dropout'", "a"),
        (b'{"id": "a", "answer": "' + b"x" * 10_000_001 + b'"}', "longer than 10 MB", None),
    ],
)
def test_a_bad_line_is_ungraded_with_its_number(raw: bytes, said: str, line_id: object) -> None:
    result = graded(raw)
    assert result["id"] == line_id
    assert result["status"] == "ungraded"
    assert result["score"] is None
    assert result["line"] == 7
    assert str(result["reason"]).startswith("Line 7: ")
    assert said in str(result["reason"])
    assert result.keys() >= FIELDS


def test_a_graded_line_has_every_field_of_the_contract() -> None:
    result = graded(b'{"id": "a", "question_id": "dropout", "answer": "Every unit is zeroed at random."}')
    assert result.keys() == FIELDS
    assert result["status"] == "graded"
    verdicts = result["verdicts"]
    assert isinstance(verdicts, list)
    assert verdicts[0].keys() >= {"point", "verdict", "evidence", "passage"}


def test_evidence_stands_in_the_answer_where_its_span_says() -> None:
    answer = "Every unit is zeroed at random."
    result = graded(json.dumps({"id": "a", "question_id": "dropout", "answer": answer}).encode())
    verdicts = result["verdicts"]
    assert isinstance(verdicts, list)
    for verdict in verdicts:
        for start, end in verdict["spans"]:
            assert answer[start:end] == verdict["evidence"]


@given(st.binary(max_size=200))
def test_no_bytes_end_the_run(raw: bytes) -> None:
    assert graded(raw)["status"] == "ungraded"


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(["id", "answer", "question_id", "question", "reference"]), st.text() | st.none())
)
def test_any_object_is_a_line_of_output_without_a_break(fields: dict[str, str | None]) -> None:
    text = grade_line(Line(1, json.dumps(fields).encode()), QUESTIONS, GRADER)
    assert "\n" not in text
    assert json.loads(text).keys() >= FIELDS


def test_a_bad_line_is_told_apart_from_a_failed_grading() -> None:
    with pytest.raises(BadLineError):
        read_line(Line(1, b"null"), QUESTIONS)
