"""Answers that are settled without a model."""

from __future__ import annotations

import pytest

from interviewer.grading.gate import ECHO, EMPTY, REFUSAL, TOO_LITTLE, gate

TITLE = "What is dropout, and why does it reduce overfitting?"


@pytest.mark.parametrize("answer", ["", "  \n\t"])
def test_nothing_is_empty(answer: str) -> None:
    assert gate(answer, (TITLE,)) == EMPTY


@pytest.mark.parametrize("answer", ["...", "?!", "🤷"])
def test_signs_alone_say_nothing(answer: str) -> None:
    assert gate(answer, (TITLE,)) == TOO_LITTLE


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know.",
        "i dont know",
        "I don’t know the answer to this question",
        "Sorry, I really don't remember",
        "no idea",
        "idk",
        "Not sure.",
        "pass",
        "I have no clue",
    ],
)
def test_a_refusal_is_named(answer: str) -> None:
    assert gate(answer, (TITLE,)) == REFUSAL


@pytest.mark.parametrize(
    "answer",
    [
        TITLE,
        TITLE.lower(),
        "dropout, and why does it reduce overfitting",
        "What is dropout and why does it reduce overfitting",
    ],
)
def test_the_question_repeated_is_an_echo(answer: str) -> None:
    assert gate(answer, (TITLE,)) == ECHO


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know the exact formula, but units are zeroed at random in training.",
        "Dropout zeroes units at random, which reduces overfitting.",
        "Not sure about the rate, it drops units.",
        "Randomly zeroing units",
        "no unit can rely on another",
        "passes gradients through",
    ],
)
def test_an_answer_that_says_something_is_judged(answer: str) -> None:
    assert gate(answer, (TITLE,)) is None
