"""Keyword piles are told from terse answers."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.pile import glue, is_pile, pile_free


@pytest.mark.parametrize(
    "text",
    [
        "dropout, overfitting, random units, co-adaptation, inference, scaling, ensemble, regularization",
        "chain rule gradient loss weights biases output layer input layer error signal",
        "bootstrap sample with replacement, parallel, average, variance, deep trees, random forest, boosting, bias",
    ],
)
def test_a_pile_of_keywords_is_one(text: str) -> None:
    assert is_pile(text)


@pytest.mark.parametrize(
    "text",
    [
        "zeroes random units each step, so no co-adaptation; off at test, scaled",
        "off at test",
        "window -> one value (max or mean), halves H and W with 2x2/2.",
        "Soft targets carry less information than hard labels.",
        "Bagging trains independent models on bootstrap samples, boosting trains them one after another.",
        "dropout",
    ],
)
def test_a_terse_answer_is_no_pile(text: str) -> None:
    assert not is_pile(text)


def test_one_keyword_a_line_is_a_pile_together() -> None:
    lines = ["chain rule", "gradient", "loss", "output layer", "weights", "error signal"]
    assert not any(pile_free(lines))


def test_a_pile_beside_a_sentence_does_not_take_the_sentence_with_it() -> None:
    pile = "chain rule gradient loss weights biases output layer input layer"
    assert pile_free([pile, "It applies the chain rule backwards."]) == [False, True]


def test_text_without_words_has_no_glue() -> None:
    assert glue("...") == 0.0
