"""Words that are a slip of the keyboard apart."""

from __future__ import annotations

import pytest

from interviewer.language.slips import is_slip


@pytest.mark.parametrize(("word", "meant"), [("gardient", "gradient"), ("drpout", "dropout"), ("ouptut", "output")])
def test_a_letter_swapped_or_left_out_is_a_slip(word: str, meant: str) -> None:
    assert is_slip(word, meant)
    assert is_slip(meant, word)


@pytest.mark.parametrize(("word", "meant"), [("encoder", "decay"), ("batch", "match" * 2), ("variance", "bias")])
def test_another_word_is_none(word: str, meant: str) -> None:
    assert not is_slip(word, meant)


@pytest.mark.parametrize(("word", "meant"), [("rate", "rates"), ("bias", "bias"), ("loss", "lossy")])
def test_of_few_letters_every_change_makes_another_word(word: str, meant: str) -> None:
    assert not is_slip(word, meant)
    assert not is_slip(meant, word)
