"""Keyword stuffing is told from terse answers."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.grading.similarity.keyword_stuffing import (
    free_of_stuffing,
    function_word_ratio,
    is_keyword_stuffing,
    is_out_of_order,
)


@pytest.mark.parametrize(
    "text",
    [
        "dropout, overfitting, random units, co-adaptation, inference, scaling, ensemble, regularization",
        "chain rule gradient loss weights biases output layer input layer error signal",
        "bootstrap sample with replacement, parallel, average, variance, deep trees, random forest, boosting, bias",
    ],
)
def test_keywords_side_by_side_are_stuffing(text: str) -> None:
    assert is_keyword_stuffing(text)


@pytest.mark.parametrize(
    "text",
    [
        "zeroes random units each step, so no co-adaptation; off at test, scaled",
        "off at test",
        "window -> one value (max or mean), halves H and W with 2x2/2.",
        "Soft targets carry less information than hard labels.",
        "Bagging trains independent models on bootstrap samples, boosting trains them one after another.",
        "dropout",
        "READ UNCOMMITTED permits dirty reads, READ COMMITTED permits non-repeatable reads, REPEATABLE READ permits "
        "phantoms, SERIALIZABLE none.",
        "Dropout randomly deactivates hidden units in training, preventing co-adaptation, reducing overfitting",
        r"\textbf{Leaky ReLU} allows \emph{negative gradients}, preventing dead units in deep networks \cite{maas13}.",
    ],
)
def test_a_terse_answer_is_no_stuffing(text: str) -> None:
    assert not is_keyword_stuffing(text)


def test_one_keyword_a_line_is_stuffing_together() -> None:
    lines = ["chain rule", "gradient", "loss", "output layer", "weights", "error signal"]
    assert not any(free_of_stuffing(lines))


def test_stuffing_beside_a_sentence_does_not_take_the_sentence_with_it() -> None:
    stuffing = "chain rule gradient loss weights biases output layer input layer"
    assert free_of_stuffing([stuffing, "It applies the chain rule backwards."]) == [False, True]


def test_a_short_list_within_an_answer_that_says_something_may_earn() -> None:
    said = [
        "The cache grows with every token, so long contexts are limited by memory.",
        "Remedies: GQA, int8 KV, sliding window, prefix sharing, paging.",
    ]
    assert free_of_stuffing(said) == [True, True]


def test_a_long_pile_within_an_answer_earns_nothing() -> None:
    pile = "gradient, loss, weights, layer, input, output, error, signal, chain, rule, batch, epoch, tensor, matrix, "
    pile += "kernel, bias, node, unit"
    assert free_of_stuffing(["It applies the chain rule backwards.", pile]) == [True, False]


def test_text_without_words_has_no_ratio() -> None:
    assert function_word_ratio("...") == 0.0


def test_words_in_no_order_earn_nothing(bundled_corpus: Corpus) -> None:
    references = [question.reference for question in bundled_corpus.questions if question.exercise is None]
    assert not any(map(is_out_of_order, references))
    shuffled = [" ".join(Random(text).sample(text.split(), len(text.split()))) for text in references]
    assert fmean(map(is_out_of_order, shuffled)) > 0.8
    found = next(text for text in shuffled if is_out_of_order(text))
    assert free_of_stuffing([found]) == [False]


def test_slips_are_not_words_in_no_order() -> None:
    assert not is_out_of_order("It zeroes the the units, and and the sum of of those that are are kept is is scaled.")
