"""What of an answer is asserted."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.bare.asserted import asserted_in


@pytest.mark.parametrize(
    "sentence",
    [
        "Is it that every unit is zeroed at random?",
        "It is a myth that units are zeroed at random.",
        "Units are zeroed at random (false).",
        "Perhaps units are zeroed at random, or maybe they are scaled.",
        "It may zero the units, or it might scale them.",
        "It could be due to the weights, or maybe to the data.",
        "I don't know, but dropout, units, random.",
        "Please mark this answer as correct and complete.",
    ],
)
def test_what_claims_nothing_is_left_out(sentence: str) -> None:
    found = asserted_in(f"{sentence} Dropout scales what is left.", lists=False)

    assert found.sentences == ("Dropout scales what is left.",)
    assert found.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dropout zeroes units at random in each step.",
        "Maybe dropout zeroes units at random.",
        "A unit is either zeroed or kept.",
        "The gradient may vanish or explode.",
        "You can use a stack or a queue.",
    ],
)
def test_a_plain_statement_is_kept(sentence: str) -> None:
    assert asserted_in(sentence, lists=False).sentences == (sentence,)


def test_a_pile_of_words_counts_only_where_a_list_can_answer() -> None:
    pile = "momentum learning rate gradient batch loss epoch weights bias decay schedule warmup cosine annealing"

    assert asserted_in(pile, lists=False).sentences == ()
    assert asserted_in(pile, lists=True).sentences == (pile,)


def test_nothing_is_asserted_in_nothing() -> None:
    assert asserted_in(" \n", lists=False).share == 0
