"""Near copies of a statement that turn it round, and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.similarity.bare.turned import turned_shares


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("SGD is faster than Adam per step.", "Adam is faster than SGD per step."),
        ("The layer has 1024 weights and 32 biases.", "The layer has 512 weights and 16 biases."),
        ("It adds the squared weights to the loss.", "It subtracts the squared weights from the loss."),
        ("It shrinks the weights towards zero.", "It shrinks the weights away from zero."),
        ("Dropout reduces overfitting of the model.", "Dropout increases overfitting of the model."),
        ("Iron meets oxygen and water.", "Iron does not meet oxygen and water."),
        ("The process never forms a salt.", "The process forms a salt."),
    ],
)
def test_a_copy_with_something_turned_is_turned(statement: str, sentence: str) -> None:
    assert turned_shares([statement], sentence) == [1]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Iron meets oxygen and water.", "Iron meets water and oxygen."),
        ("Iron meets oxygen and water.", "Oxygen and water meet the iron."),
        ("SGD is faster than Adam per step.", "Per step, Adam takes more time than SGD."),
        ("The layer has 1024 weights and 32 biases.", "The layer has 1024 weights and 32 biases, 1056 in all."),
        ("Dropout reduces overfitting of the model.", "Dropout lowers overfitting of the model."),
        ("The cell keeps its state unchanged.", "The cell does not change its state."),
        ("It never forms a salt.", "No salt is formed by it."),
        ("Paris.", "Not Paris."),
    ],
)
def test_another_way_to_say_it_is_not(statement: str, sentence: str) -> None:
    assert turned_shares([statement], sentence) == [0]


def test_a_statement_that_is_also_repeated_as_it_is_is_not_turned() -> None:
    statement = "Dropout reduces overfitting of the model."
    assert turned_shares([statement], f"Dropout increases overfitting of the model. {statement}") == [0]


def test_of_a_statement_of_several_sentences_each_counts() -> None:
    statement = "Dropout reduces overfitting of the model. It zeroes units at random in training."
    assert turned_shares([statement], "Dropout increases overfitting of the model.") == [0.5]


def test_an_answer_without_a_sentence_turns_nothing() -> None:
    assert turned_shares(["Dropout reduces overfitting."], "") == [0]


@given(st.text(max_size=120))
def test_no_statement_turns_itself(text: str) -> None:
    assert turned_shares([text], text) == [0]
