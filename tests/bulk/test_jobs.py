import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bulk.jobs import (
    MAX_LINE_BYTES,
    BadLineError,
    Line,
    digest_of,
    grade_line,
    graded_line,
    id_of,
    read_line,
)
from interviewer.grading.checked import NOTHING_ASSESSED
from interviewer.grading.grade import Failure, Grade, Method, ungraded
from tests.factories import WordGrader, a_question, provenance

QUESTIONS = {"dropout": a_question("dropout")}
GRADER = WordGrader()
FIELDS = {"id", "status", "reason", "score", "verdicts", "misconceptions", "criteria", "flags", "provenance", "digest"}


def graded(raw: bytes) -> dict[str, object]:
    return dict(json.loads(grade_line(Line(7, raw), QUESTIONS, GRADER)))


def test_a_line_names_a_question_of_the_corpus() -> None:
    line_id, request = read_line(Line(1, b'{"id": 5, "question_id": "dropout", "answer": "yes"}'), QUESTIONS)
    assert line_id == 5
    assert request.question is QUESTIONS["dropout"]
    assert request.answer == "yes"


def test_an_id_that_is_not_the_corpuss_may_stand_beside_a_question_of_ones_own() -> None:
    raw = b'{"id": "a", "question_id": "mine", "question": "Q?", "reference": "Iron meets oxygen.", "answer": "x"}'
    assert read_line(Line(1, raw), QUESTIONS)[1].question.title == "Q?"


def test_a_line_brings_its_own_question_and_reference() -> None:
    raw = b'{"id": "a", "question": "What is rust?", "reference": "Iron meets oxygen. It needs water.", "answer": "x"}'
    question = read_line(Line(1, raw), QUESTIONS)[1].question
    assert [point.claim for point in question.key_points] == ["Iron meets oxygen.", "Iron: It needs water."]
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
        (b'{"id": "a", "question_id": "dropout"}', "its 'answer' is missing or not text", "a"),
        (b'{"id": "a", "question_id": "dropout", "answer": 3}', "its 'answer' is missing or not text", "a"),
        (b'{"id": "a", "answer": "x"}', "its 'question' is missing or not text", "a"),
        (b'{"id": "a", "question": "Q?", "answer": "x"}', "its 'reference' is missing or not text", "a"),
        (b'{"id": "a", "question": "Q?", "reference": "...", "answer": "x"}', "no statement", "a"),
        (b'{"id": "a", "question_id": "dropot", "answer": "x"}', "Did you mean 'dropout'", "a"),
        (
            b'{"id": "a", "question_id": "dropout", "reference": "R is R.", "answer": "x"}',
            "has a 'reference' besides",
            "a",
        ),
        (b'{"id": "a", "question_id": "mine", "question": "Q?", "answer": "x"}', "no question 'mine'", "a"),
        (b'{"id": "a", "answer": "' + b"x" * 1_000_001 + b'"}', "longer than 1 MB", None),
        (b'{"id": NaN, "question_id": "dropout", "answer": "x"}', "it has NaN, which JSON does not have", None),
        (b'{"id": -Infinity, "question_id": "dropout", "answer": "x"}', "it has -Infinity", None),
        (b'{"id": 1e999, "question_id": "dropout", "answer": "x"}', "a number that is too large", None),
        (b'{"id": -1e999, "question_id": "dropout", "answer": "x"}', "a number that is too large", None),
        (b'{"id": ' + b"1" * 5000 + b', "answer": "x"}', "a number that is too large", None),
        (b'{"id": "a", "extra": [NaN], "answer": "x"}', "it has NaN", None),
        (b'{"id": "a", "answer": "x", "answer": "y"}', "it has 'answer' twice", None),
        (b'{"id": true, "answer": "x"}', "no 'id'", None),
        (b'{"id": "\\ud800", "answer": "x"}', "no 'id'", None),
        (b'{"id": "a", "answer": "\\udc00 x"}', "half a character", "a"),
        (b'{"id": "a", "question": "' + b"q" * 2001 + b'", "reference": "R.", "answer": "x"}', "2,001 characters", "a"),
        (b'{"id": "a", "question": "Q?", "reference": "' + b"r" * 20_001 + b'", "answer": "x"}', "at most 20,000", "a"),
        (b'{"id": "a", "question_id": "' + b"d" * 201 + b'", "answer": "x"}', "at most 200 are allowed", "a"),
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
    assert result["retry"] is False


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


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(["id", "answer", "question_id", "question", "reference"]), st.text() | st.none())
)
def test_any_object_is_a_line_of_output_without_a_break(fields: dict[str, str | None]) -> None:
    text = grade_line(Line(1, json.dumps(fields).encode()), QUESTIONS, GRADER)
    assert "\n" not in text
    assert json.loads(text).keys() >= FIELDS


NUMBERS = st.integers() | st.floats(allow_nan=True, allow_infinity=True)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def strictly(text: str) -> dict[str, object]:
    """What a reader that takes nothing but JSON reads; Python's own takes NaN, and halves of characters."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    found = json.loads(text, parse_constant=refuse)
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")
    return dict(found)


@given(
    st.fixed_dictionaries(
        {"id": VALUES, "answer": VALUES},
        optional={"question_id": st.just("dropout") | VALUES, "question": VALUES, "reference": VALUES, "more": VALUES},
    )
)
def test_whatever_values_a_line_holds_its_grade_is_strict_json(fields: dict[str, object]) -> None:
    text = grade_line(Line(1, json.dumps(fields).encode()), QUESTIONS, GRADER)
    assert strictly(text).keys() >= FIELDS


JSON_LIKE = st.text(st.sampled_from('{}[]":,.0123456789eE+-NaInfityud\\ \ufeff'), max_size=60).map(str.encode)


@given(st.binary(max_size=200) | JSON_LIKE)
def test_no_bytes_end_the_run_and_their_line_is_strict_json(raw: bytes) -> None:
    found = strictly(grade_line(Line(1, raw), QUESTIONS, GRADER))
    assert found.keys() >= FIELDS
    assert found["status"] == "ungraded"


@pytest.mark.parametrize(
    "raw", [b'{"id": {"a": 1}, "answer": "x"}', b'{"id": NaN}', b"no", b'{"id": 1.5, "answer": 1}']
)
def test_the_id_of_a_line_is_that_of_its_grade(raw: bytes) -> None:
    assert id_of(Line(1, raw)) == graded(raw)["id"]


def test_a_line_whose_texts_are_as_long_as_they_may_be_is_no_longer_than_a_line_may_be() -> None:
    fields = {"id": "a", "question": "😀" * 2_000, "reference": "😀" * 20_000, "answer": "😀" * 20_000}
    assert len(json.dumps(fields)) < MAX_LINE_BYTES


def test_a_bad_line_is_told_apart_from_a_failed_grading() -> None:
    with pytest.raises(BadLineError):
        read_line(Line(1, b"null"), QUESTIONS)


ASKED = {"id": "a", "question": "Why does iron rust?", "reference": "It meets oxygen.", "answer": "Oxygen."}


def line_of(fields: dict[str, str]) -> Line:
    return Line(1, json.dumps(fields).encode())


@pytest.mark.parametrize("name", [*ASKED, "question_id"])
def test_a_line_that_asks_for_something_else_has_another_digest(name: str) -> None:
    assert digest_of(line_of({**ASKED, name: "other"})) != digest_of(line_of(ASKED))


def test_what_is_not_graded_and_how_it_is_written_are_not_in_the_digest() -> None:
    spread = (
        b"\xef\xbb\xbf"
        + json.dumps({"note": "by hand", **dict(reversed(ASKED.items()))}, indent=None).encode()
        + b"\r\n"
    )
    assert digest_of(Line(9, spread)) == digest_of(line_of(ASKED))


def test_of_a_line_that_is_no_json_everything_is_in_the_digest() -> None:
    assert digest_of(Line(1, b"not json\n")) == digest_of(Line(2, b"not json"))
    assert digest_of(Line(1, b"not json\n")) != digest_of(Line(1, b"nor this\n"))


@pytest.mark.parametrize(
    ("grade", "retry"),
    [
        (ungraded("It is away.", provenance(), Failure.UNREACHABLE), True),
        (ungraded("It is empty.", provenance(), Failure.BAD_REPLY), True),
        (ungraded("Called off.", provenance(), Failure.CANCELLED), True),
        (ungraded("It took longer than 30 seconds.", provenance()), True),
        (ungraded("It refuses this.", provenance(), Failure.REQUEST), False),
        (ungraded("It is too long.", provenance(Method.GATE)), False),
        (ungraded(f"{NOTHING_ASSESSED} It is not English.", provenance()), False),
    ],
)
def test_an_ungraded_line_says_whether_its_reason_may_pass(grade: Grade, retry: bool) -> None:
    text, _ = graded_line(line_of(ASKED), QUESTIONS, lambda _: grade)
    assert json.loads(text)["retry"] is retry
