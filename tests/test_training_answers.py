"""The labelled answers that the pair reader is fitted on are of key points that there are, and none is held out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.training_answers import Part, TrainingAnswer
from interviewer.corpus.corpus import Corpus

DATA = Path(__file__).parents[1] / "benchmarks" / "data"
SIGNS = "+~-"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    return rows("training-answers.jsonl")


def test_each_has_a_name_of_its_own_and_a_mark_from_zero_to_one(answers: list[dict[str, Any]]) -> None:
    assert len({row["id"] for row in answers}) == len(answers)
    assert [row["id"] for row in answers if not 0 <= row["score"] <= 1] == []


def test_no_text_is_there_twice(answers: list[dict[str, Any]]) -> None:
    texts = ["".join(said for said, _ in row["parts"]) for row in answers]
    assert len(set(texts)) == len(texts)


def test_labels_are_of_the_questions_own_key_points_and_misconceptions(
    answers: list[dict[str, Any]], bundled_corpus: Corpus
) -> None:
    for row in answers:
        question = bundled_corpus.by_id[row["question_id"]]
        points, beliefs = ({one.id for one in every} for every in (question.key_points, question.misconceptions))
        for _, labels in row["parts"]:
            for label in labels.split():
                assert label[:-1] in points | beliefs, row["id"]
                assert label[-1] in (SIGNS if label[:-1] in points else "+-"), row["id"]


def test_no_question_of_the_answers_benchmark_is_among_them(answers: list[dict[str, Any]]) -> None:
    held_out = {row["question_id"] for row in rows("whole-answers.jsonl")}
    assert held_out.isdisjoint(row["question_id"] for row in answers)


def test_a_stretch_says_what_its_parts_say() -> None:
    answer = TrainingAnswer(
        "q", "plain", "It is so. It is not. Half of it.", 0.5,
        (Part(0, 9, ("k1+",)), Part(10, 20, ("k1-", "k2-")), Part(21, 32, ("k3~",))),
    )  # fmt: skip
    assert answer.label("k1", 0, 9) == "+"
    assert answer.label("k1", 10, 20) == "-"
    assert answer.label("k1") == "~"
    assert answer.label("k2", 0, 9) == ""
    assert answer.label("k3") == "~"
    assert answer.label("k") == ""
