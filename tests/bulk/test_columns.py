"""Which columns of a file of scored answers are which."""

from __future__ import annotations

import pytest

from interviewer.bulk.columns import find_columns, stated_scale
from interviewer.errors import UnknownNameError, UsageError


def test_usual_names_are_known_in_any_case() -> None:
    found = find_columns(["Question ID", "Student-Answer", "reference_answer", "Score", "Kind"], {})
    assert (found.question_id, found.answer, found.reference) == ("Question ID", "Student-Answer", "reference_answer")
    assert (found.score, found.kind, found.split) == ("Score", "Kind", None)


def test_a_told_name_goes_before_the_usual_ones() -> None:
    names = ["answer", "text", "reference", "score", "points"]
    found = find_columns(names, {"answer": "text", "score": "points"})
    assert (found.answer, found.score) == ("text", "points")


def test_two_columns_that_could_be_the_score_are_both_named() -> None:
    names = ["question_id", "answer", "score_0_1", "score"]
    with pytest.raises(UsageError, match=r"could be the column score_0_1 or score\. .*--score-column"):
        find_columns(names, {})


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["reference", "score", "text"], "hold the answer among the columns reference, score, text. .*--answer-column"),
        (["reference", "answer"], "hold the score among"),
        (["answer", "score"], "to be compared with.*--reference-column"),
    ],
)
def test_a_missing_column_is_told_with_those_there_are(names: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find_columns(names, {})


def test_an_unknown_told_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'student_text'"):
        find_columns(["student_text", "score", "reference"], {"answer": "student_txt"})


def test_hostile_names_are_made_visible() -> None:
    with pytest.raises(UsageError) as raised:
        find_columns(["\x1b[2Jx", "score"], {})
    assert "\x1b" not in str(raised.value)


def test_a_name_can_state_the_scale() -> None:
    assert stated_scale("Score 0-5") == (0, 5)
    assert stated_scale("score") is None


def test_the_case_of_a_told_column_does_not_matter() -> None:
    assert find_columns(["Antwort", "score", "reference"], {"answer": "antwort"}).answer == "Antwort"
