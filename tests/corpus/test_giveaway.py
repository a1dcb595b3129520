"""Whether a probe gives its key point away."""

from __future__ import annotations

import pytest

from interviewer.corpus.giveaway import gives_away

CLAIM = "At each training step every unit is zeroed at random with a set probability."


@pytest.mark.parametrize(
    "prompt",
    [
        CLAIM,
        "Is every unit zeroed at random in each training step?",
        "With which probability is a unit randomly zeroed during a training step?",
    ],
)
def test_a_prompt_that_says_the_claim_gives_it_away(prompt: str) -> None:
    assert gives_away(prompt, CLAIM)


@pytest.mark.parametrize("prompt", ["What happens to the network while it learns?", "", "Which units are affected?"])
def test_a_prompt_that_only_leads_to_the_claim_does_not(prompt: str) -> None:
    assert not gives_away(prompt, CLAIM)


def test_words_of_the_question_give_nothing_away() -> None:
    claim = "Dropout reduces overfitting by breaking co-adaptation."
    assert not gives_away("Why does dropout reduce overfitting?", claim, "Why does dropout reduce overfitting?")


def test_plural_and_tense_do_not_hide_a_giveaway() -> None:
    assert gives_away("Are units zeroed?", "The unit zeroes.")
