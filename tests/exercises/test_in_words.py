"""Exercises in people's words: how many of the faults, values and formulas that an examiner finds are found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.exercise_words import marks_of
from benchmarks.whole_answers import Row, read
from interviewer.corpus.corpus import Corpus
from interviewer.exercises.reasons import WordedReasons
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.grading.verdict import Verdict
from interviewer.search.embedder import Embedder
from tests.factories import NOON

pytestmark = pytest.mark.slow

ROWS = read("exercise-words.jsonl")
KEPT = [row for row in ROWS if row["split"] == "kept"]


@pytest.fixture(scope="module")
def reasons(judge_without_pairs: SimilarityJudge, reader: Embedder) -> WordedReasons:
    return WordedReasons(CheckedGrader(judge_without_pairs, "abc", lambda: NOON), reader)


def met(corpus: Corpus, rows: Sequence[Row], reasons: WordedReasons) -> dict[bool, list[bool]]:
    """Whether each check is met, by whether the examiner finds it in full."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows:
        for mark in marks_of(corpus.by_id[row["question_id"]], row, reasons):
            found[mark.wanted == 1].append(mark.verdict.verdict is Verdict.MET)
    return found


def test_every_mark_is_of_a_fault_value_or_formula_of_its_exercise(bundled_corpus: Corpus) -> None:
    for row in ROWS:
        checks = [point.check for point in bundled_corpus.by_id[row["question_id"]].key_points]
        assert set(row["marks"]) == {check.fault or check.value or check.formula for check in checks if check}


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("debug", 78, 26),  # of 97, of 87: a wrong reason at the right place is the commonest of these
        ("estimate", 70, 2),  # of 84, of 27
        ("derive", 200, 1),  # of 226, of 34
    ],
)
def test_what_an_examiner_finds_is_found(
    bundled_corpus: Corpus, reasons: WordedReasons, kind: str, least: int, most: int
) -> None:
    found = met(bundled_corpus, [row for row in KEPT if row["kind"] == kind], reasons)
    assert sum(found[True]) >= least
    assert sum(found[False]) <= most
