"""The gate: answers that say nothing cost no judging."""

from __future__ import annotations

import pytest

from interviewer.grading.gate import ECHO, EMPTY, REFUSAL, TOO_LITTLE, gate

PROMPTS = ("What is dropout, and why does it reduce overfitting?",)


@pytest.mark.parametrize("answer", ["", "   ", "\n\t\n"])
def test_an_empty_answer_is_named_empty(answer: str) -> None:
    assert gate(answer, PROMPTS) == EMPTY


@pytest.mark.parametrize("answer", ["...", "???", "-", "🙂"])
def test_an_answer_without_words_has_nothing_to_judge(answer: str) -> None:
    assert gate(answer, PROMPTS) == TOO_LITTLE


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know.",
        "i dont know",
        "I don’t know this one, sorry",
        "Sorry, no idea!",
        "idk",
        "not sure",
        "I really can't remember",
        "pass",
        "n/a",
    ],
)
def test_a_refusal_is_named_one(answer: str) -> None:
    assert gate(answer, PROMPTS) == REFUSAL


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know the details, but units are dropped at random while training.",
        "Nothing is dropped at inference.",
        "Not sure, maybe it adds noise to the units?",
        "pass the input through a random mask",
    ],
)
def test_an_answer_that_begins_like_a_refusal_is_judged(answer: str) -> None:
    assert gate(answer, PROMPTS) is None


@pytest.mark.parametrize(
    "answer",
    [
        "What is dropout, and why does it reduce overfitting?",
        "what is dropout and why does it reduce overfiting",
        "Dropout does reduce overfitting",
    ],
)
def test_an_echo_of_the_question_is_named_one(answer: str) -> None:
    assert gate(answer, PROMPTS) == ECHO


def test_a_terse_answer_is_judged() -> None:
    assert gate("zeroes units at random; off at test", PROMPTS) is None


def test_an_echo_followed_by_an_answer_is_judged() -> None:
    answer = PROMPTS[0] + " It zeroes units at random in every training step, so no unit can rely on another."
    assert gate(answer, PROMPTS) is None
