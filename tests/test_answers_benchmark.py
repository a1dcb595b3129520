"""The answers benchmark is whole: its labels fit the corpus, its halves share no question, its answers are distinct."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from interviewer import load_corpus
from interviewer.corpus.corpus import Corpus
from interviewer.grading.score import score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict

DATA = Path(__file__).parents[1] / "benchmarks" / "data"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers() -> list[dict[str, object]]:
    return rows("whole-answers.jsonl")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def labels_fit(row: dict[str, object], question_id: str, corpus: Corpus, *, all_points: bool = True) -> bool:
    question = corpus.by_id[question_id]
    verdicts, found = row["verdicts"], row["misconceptions"]
    assert isinstance(verdicts, dict)
    assert isinstance(found, list)
    points = {point.id for point in question.key_points}
    return (
        (set(verdicts) == points if all_points else set(verdicts) <= points)
        and set(verdicts.values()) <= {str(verdict) for verdict in Verdict}
        and set(found) <= {wrong.id for wrong in question.misconceptions}
    )


def test_every_label_is_of_a_key_point_or_misconception_of_its_question(
    answers: list[dict[str, object]], corpus: Corpus
) -> None:
    assert [row["id"] for row in answers if not labels_fit(row, str(row["question_id"]), corpus)] == []


def test_answers_in_own_words_are_labelled_and_stand_once(corpus: Corpus) -> None:
    found = rows("own-words.jsonl")
    assert [row["id"] for row in found if not labels_fit(row, str(row["question_id"]), corpus)] == []
    assert len({row["answer"] for row in found}) == len({row["id"] for row in found}) == len(found) == 450


def test_short_answers_are_labelled_and_in_the_halves_of_the_benchmark(
    answers: list[dict[str, object]], corpus: Corpus
) -> None:
    found = rows("short-answers.jsonl")
    assert [row["id"] for row in found if not labels_fit(row, str(row["question_id"]), corpus)] == []
    assert len({row["answer"] for row in found}) == len({row["id"] for row in found}) == len(found) == 630
    halves = {str(row["question_id"]): row["split"] for row in answers}
    assert all(row["split"] == halves[str(row["question_id"])] for row in found)


def test_answers_of_strangers_are_labelled_and_none_is_to_a_question_to_fit_on(
    answers: list[dict[str, object]], corpus: Corpus
) -> None:
    found = rows("strangers.jsonl")
    assert [row["id"] for row in found if not labels_fit(row, str(row["question_id"]), corpus)] == []
    assert len({row["answer"] for row in found}) == len({row["id"] for row in found}) == len(found) == 288
    of_split = {split: {row["question_id"] for row in answers if row["split"] == split} for split in ("dev", "kept")}
    assert {row["question_id"] for row in found}.isdisjoint(of_split["dev"])
    kept, known = ({row["question_id"] for row in found if row["split"] == split} for split in ("kept", "known"))
    assert kept <= of_split["kept"]
    assert known.isdisjoint(kept)


def test_the_second_marking_is_of_answers_that_are_there(answers: list[dict[str, object]], corpus: Corpus) -> None:
    first = {row["id"]: str(row["question_id"]) for row in answers}
    second = rows("whole-answers-second.jsonl")
    assert len(second) >= 250
    fits = partial(labels_fit, corpus=corpus, all_points=False)  # of key points that were split later it says nothing
    assert [row["id"] for row in second if not fits(row, first[row["id"]])] == []


def test_the_halves_share_no_question(answers: list[dict[str, object]]) -> None:
    halves = [{row["question_id"] for row in answers if row["split"] == split} for split in ("dev", "kept")]
    assert [len(half) for half in halves] == [75, 75]
    assert halves[0].isdisjoint(halves[1])


def test_each_answer_stands_once_with_a_mark_in_steps_of_a_twentieth(answers: list[dict[str, object]]) -> None:
    assert len({row["answer"] for row in answers}) == len({row["id"] for row in answers}) == len(answers) == 1200
    steps = [float(str(row["score"])) * 20 for row in answers]
    assert all(abs(step - round(step)) < 1e-9 and 0 <= step <= 20 for step in steps)


def test_attacks_are_of_many_kinds_over_many_topics_with_every_kind_in_both_halves(corpus: Corpus) -> None:
    attacks = [row for row in rows("attacks.jsonl") if row["attack"]]
    questions = {corpus.by_id[str(row["question_id"])] for row in attacks}
    assert len(attacks) >= 90
    assert len({question.topic for question in questions}) == len(questions) >= 12
    kinds = [{row["kind"] for row in attacks if row["split"] == split} for split in ("dev", "kept")]
    assert kinds[0] == kinds[1]
    assert len(kinds[0]) >= 18


def test_excellent_answers_are_in_ten_styles_each(corpus: Corpus) -> None:
    honest = rows("honest.jsonl")
    styles = {row["kind"] for row in honest}
    assert len(styles) == 10
    questions = {str(row["question_id"]) for row in honest}
    assert len(questions) >= 10
    assert questions <= corpus.by_id.keys()
    assert {(row["question_id"], row["kind"]) for row in honest} == {
        (one, kind) for one in questions for kind in styles
    }


def test_no_question_whose_kept_answers_are_hidden_is_in_a_half_for_fitting() -> None:
    files = ("attacks.jsonl", "honest.jsonl", "own-words.jsonl", "short-answers.jsonl", "whole-answers.jsonl")
    halves = {
        split: {row["question_id"] for name in files for row in rows(name) if row["split"] == split}
        for split in ("dev", "kept")
    }
    assert halves["dev"].isdisjoint(halves["kept"])


@pytest.mark.parametrize("name", ["attacks.jsonl", "honest.jsonl"])
def test_each_hostile_or_excellent_answer_stands_once(name: str) -> None:
    found = rows(name)
    assert len({row["answer"] for row in found}) == len({row["id"] for row in found}) == len(found)


def test_no_excellent_answer_is_to_a_question_of_an_attack_to_fit_on() -> None:
    seen = {row["question_id"] for row in rows("attacks.jsonl") if row["split"] == "dev"}
    assert seen.isdisjoint({row["question_id"] for row in rows("honest.jsonl")})


def test_the_numbers_of_the_score_are_those_that_its_fit_finds() -> None:
    fit = [sys.executable, "-m", "benchmarks.fit_score", "--check"]
    done = subprocess.run(fit, cwd=DATA.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def scored(row: dict[str, object], corpus: Corpus) -> float:
    verdicts, found = row["verdicts"], row["misconceptions"]
    assert isinstance(verdicts, dict)
    assert isinstance(found, list)
    points = corpus.by_id[str(row["question_id"])].key_points
    judged = [PointVerdict(point.id, point.claim, point.weight, Verdict(verdicts[point.id])) for point in points]
    return score_of(judged, [MisconceptionFound(name, "", "", ()) for name in found]) or 0.0


@pytest.mark.parametrize("split", ["dev", "kept"])
def test_the_score_is_near_the_marks_and_without_bias(
    split: str, answers: list[dict[str, object]], corpus: Corpus
) -> None:
    chosen = [row for row in answers if row["split"] == split]
    off = np.array([scored(row, corpus) for row in chosen]) - np.array([row["score"] for row in chosen], dtype=float)
    assert abs(off.mean()) < 0.02
    assert np.sqrt((off**2).mean()) < 0.08


@pytest.mark.parametrize("split", ["dev", "kept"])
def test_every_quote_is_verbatim_and_for_a_verdict_that_needs_one(split: str, answers: list[dict[str, object]]) -> None:
    by_id = {row["id"]: row for row in answers}
    for quoted in rows(f"quotes-{split}.jsonl"):
        row, quotes = by_id[quoted["answer"]], quoted["quotes"]
        assert isinstance(quotes, list)
        assert isinstance(row["verdicts"], dict)
        assert row["split"] == split
        assert row["verdicts"][quoted["point"]] == quoted["verdict"]
        assert quoted["verdict"] in ("met", "partial")
        assert all(quote in str(row["answer"]) for quote in quotes)
