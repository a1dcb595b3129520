"""Scored answers of a file: their scale, and what each is graded against."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interviewer.bulk.scored_answers import ScoredFile, parse_scale, read_scored
from interviewer.errors import UnknownNameError, UsageError

Row = dict[str, object]


def scored(tmp_path: Path, rows: list[Row], scale: str | None = None, split: str | None = None) -> ScoredFile:
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps({"answer": "a", "reference": "r", **row}) + "\n" for row in rows))
    return read_scored(path, {}, parse_scale(scale) if scale else None, split)


def humans(found: ScoredFile) -> list[float]:
    return [answer.human for answer in found.answers]


def test_a_given_scale_is_put_on_0_to_1(tmp_path: Path) -> None:
    assert humans(scored(tmp_path, [{"score": 1}, {"score": "3"}, {"score": 5.0}], "1-5")) == [0, 0.5, 1]
    assert humans(scored(tmp_path, [{"score": -1}, {"score": 1}], "-1-1")) == [0, 1]


def test_the_name_of_the_column_can_state_it(tmp_path: Path) -> None:
    found = scored(tmp_path, [{"score_0_4": 1}, {"score_0_4": 4}])
    assert (humans(found), found.scale) == ([0.25, 1], "0 to 4")


def test_each_row_can_state_its_highest_score(tmp_path: Path) -> None:
    assert humans(scored(tmp_path, [{"score": 1, "max_points": 2}, {"score": 8, "max_points": 8}])) == [0.5, 1]


def test_scores_from_0_to_1_are_taken_as_they_are(tmp_path: Path) -> None:
    assert humans(scored(tmp_path, [{"score": 0.25}, {"score": 0.5}])) == [0.25, 0.5]


def test_a_score_may_have_a_decimal_comma(tmp_path: Path) -> None:
    assert humans(scored(tmp_path, [{"score": "7,5"}, {"score": "10"}], "0-10")) == [0.75, 1]


def test_scores_in_percent_state_their_scale(tmp_path: Path) -> None:
    found = scored(tmp_path, [{"score": "85 %"}, {"score": "100%"}])
    assert (humans(found), found.scale) == ([0.85, 1], "0 to 100")


def test_scores_in_percent_may_have_a_scale_or_a_maximum_of_100(tmp_path: Path) -> None:
    assert humans(scored(tmp_path, [{"score": "85 %"}, {"score": "100%"}], "0-100")) == [0.85, 1]
    assert humans(scored(tmp_path, [{"score": "85%", "max_score": 100}, {"score": "1%", "max_score": "100"}])) == [
        0.85,
        0.01,
    ]


def test_a_row_without_a_score_is_left_out_and_counted(tmp_path: Path) -> None:
    found = scored(tmp_path, [{"score": 0}, {"score": 1}, {"score": ""}, {"score": None}, {}])
    assert (len(found.answers), found.without_score) == (2, 3)


@pytest.mark.parametrize(
    ("rows", "scale", "said"),
    [
        ([{"score": 0}, {"score": 3.5}], None, "run from 0 to 3.5, and nothing states the highest one. .*--scale"),
        ([{"score": 0}, {"score": 7}], "0-5", "on line 2 is 7, outside the scale from 0 to 5"),
        ([{"score_0_1": 0}, {"score_0_1": 4}], None, "on line 2 is 4, outside the scale from 0 to 1"),
        ([{"score": 1, "max_score": 2}, {"score": 1}], None, "On line 2, max_score is 'None', which is no number"),
        ([{"score": 0}, {"score": "good"}], None, "On line 2, score is 'good', which is no number"),
        ([{"score": 0}, {"score": "1,000"}], None, "is '1,000', which is no number"),
        ([{"score": "1%"}, {"score": "0.8"}], None, "on line 2 is 0.8 and that on line 1 is 1%, one with a percent"),
        ([{"score": 0}, {"score": "3%"}], "0-5", "on line 2 is 3% and that on line 1 is 0, one with a percent sign"),
        ([{"score": "1%"}, {"score": "3%"}], "0-5", "on line 1 is 1%, which is not on the scale from 0 to 5"),
        ([{"score_0_1": "0%"}, {"score_0_1": "1%"}], None, "on line 1 is 0%, which is not on the scale from 0 to 1"),
        ([{"score": "1%", "max_score": 10}, {"score": "2%", "max_score": 10}], None, "1%, which is not on the scale"),
        ([{"score": 1, "max_score": "10%"}, {"score": 2, "max_score": 10}], None, "On line 1, max_score is '10%'"),
        ([{"score": "3%"}, {"score": "3%"}], None, "All 2 scores are 3%"),
        ([{"score": 0}, {"score": True}], None, "which is no number"),
        ([{"score": 0}, {"score": "nan"}], None, "which is no number"),
        ([{"score": 0}, {"score": "1e999"}], None, "which is no number"),
        ([{"score": 0}, {"score": 10**400}], None, "which is no number"),
        ([{"score": ""}, {"score": ""}], None, "No row has a score in the column score"),
        ([{"score": 0.5}, {"score": 0.5}], None, "All 2 scores are 0.5"),
    ],
)
def test_scores_that_cannot_be_compared_are_a_sentence(
    tmp_path: Path, rows: list[Row], scale: str | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        scored(tmp_path, rows, scale)


@pytest.mark.parametrize("text", ["5", "5-0", "0-0", "0 to 5", "", "0-x", "\x1b"])
def test_a_scale_is_two_rising_numbers(text: str) -> None:
    with pytest.raises(UsageError, match="Give lowest-highest"):
        parse_scale(text)


def test_one_split_is_taken_alone(tmp_path: Path) -> None:
    rows: list[Row] = [{"score": 0, "split": "dev"}, {"score": 1, "split": "dev"}, {"score": 5, "split": "kept"}]
    assert humans(scored(tmp_path, rows, split="dev")) == [0, 1]
    with pytest.raises(UnknownNameError, match="Did you mean 'kept'"):
        scored(tmp_path, rows, split="kep")
    with pytest.raises(UsageError, match="no column of splits"):
        scored(tmp_path, [{"score": 0}, {"score": 1}], split="dev")


def test_a_corpus_id_goes_before_the_reference_and_another_id_does_not(tmp_path: Path) -> None:
    rows: list[Row] = [{"question_id": "dropout", "score": 0}, {"question_id": "mine", "question": "Q?", "score": 1}]
    lines = [json.loads(answer.as_line({"dropout"}).raw) for answer in scored(tmp_path, rows).answers]
    assert lines[0] == {"id": "line 1", "answer": "a", "question_id": "dropout"}
    assert lines[1] == {"id": "line 2", "answer": "a", "question": "Q?", "reference": "r"}


def test_answers_belong_together_by_id_or_else_by_text(tmp_path: Path) -> None:
    rows: list[Row] = [{"question_id": "x", "question": "Q?", "score": 0}, {"question": "Q?", "score": 1}, {"score": 1}]
    assert [answer.group for answer in scored(tmp_path, rows).answers] == ["x", "Q?", "r"]
