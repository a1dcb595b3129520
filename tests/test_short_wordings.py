"""The short wordings that the pair reader is fitted on are of key points that there are, and none is held out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_of

DATA = Path(__file__).parents[1] / "benchmarks" / "data"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def wordings() -> list[dict[str, object]]:
    return rows("short-wordings.jsonl")


def test_each_row_is_of_a_key_point_of_a_question_in_words_and_no_two_of_one(
    wordings: list[dict[str, object]], bundled_corpus: Corpus
) -> None:
    points = {
        (question.id, point.id)
        for question in bundled_corpus.questions
        if question.exercise is None
        for point in question.key_points
    }
    found = Counter((str(row["question_id"]), str(row["about"])) for row in wordings)
    assert found.keys() <= points
    assert max(found.values()) == 1


def test_no_question_of_the_answers_benchmark_is_among_them(wordings: list[dict[str, object]]) -> None:
    held_out = {row["question_id"] for row in rows("whole-answers.jsonl")}
    assert held_out.isdisjoint(row["question_id"] for row in wordings)


def test_each_has_right_wordings_and_at_most_one_wrong_one_and_no_text_twice(
    wordings: list[dict[str, object]],
) -> None:
    for row in wordings:
        right, wrong = row["right"], row["wrong"]
        assert isinstance(right, list)
        assert isinstance(wrong, list)
        assert len(right) >= 1, row["question_id"]
        assert len(wrong) <= 1, row["question_id"]
        assert len({*right, *wrong}) == len(right) + len(wrong), row["question_id"]


def test_none_is_a_wording_that_the_corpus_has(wordings: list[dict[str, object]], bundled_corpus: Corpus) -> None:
    texts = {one.text for question in bundled_corpus.questions for one in exemplars_of(question)}
    texts |= {point.claim for question in bundled_corpus.questions for point in question.key_points}
    again = [text for row in wordings for sort in ("right", "wrong") for text in row[sort] if text in texts]  # type: ignore[attr-defined]
    assert again == []
