"""The null baseline is drawn evenly from references."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from interviewer.grading.similarity.null_distribution import NULL_QUANTILE, NullDistribution, null_sentences

from tests.factories import a_question

LONG = "Here is a first sentence of seven words. And here is a second one of words."


def test_every_question_gives_its_share() -> None:
    questions = [replace(a_question(f"q{n}"), reference=LONG) for n in range(4)]
    assert Counter(name for name, _ in null_sentences(questions, limit=6)) == {"q0": 2, "q1": 2, "q2": 1, "q3": 1}


def test_of_many_questions_some_at_even_distances_give_their_opening() -> None:
    questions = [replace(a_question(f"q{n}"), reference=LONG) for n in range(10)]
    assert null_sentences(questions, limit=5) == tuple(
        (f"q{n}", "Here is a first sentence of seven words.") for n in (0, 2, 4, 6, 8)
    )


def test_formulas_and_code_are_left_out() -> None:
    question = replace(a_question(), reference=f"```\nx = 1 2 3 4 5 6 7\n```\n{LONG} $$a b c d e f g h$$")
    assert all("=" not in text and "a b c" not in text for _, text in null_sentences([question]))


def test_a_question_is_not_its_own_null() -> None:
    null = NullDistribution(("a", "b"), np.eye(2, dtype=np.float32), (frozenset("x"), frozenset("y")))
    assert null.without("a").questions == ("b",)
    assert null.without("a").vectors.tolist() == [[0.0, 1.0]]


def test_the_floor_leaves_nearly_all_unrelated_sentences_below() -> None:
    strength = np.linspace(0, 1, 200, dtype=np.float32)[:, None]
    null = NullDistribution(("a",) * 200, np.zeros((200, 2), np.float32), (frozenset(),) * 200)
    assert abs(null.floors(strength)[0] - NULL_QUANTILE) < 0.01


def test_without_other_questions_there_is_no_floor() -> None:
    none = NullDistribution((), np.zeros((0, 2), np.float32), ())
    assert none.floors(np.zeros((0, 3), np.float32)).tolist() == [0.0, 0.0, 0.0]
