"""Right wordings that an answer turns round by an antonym."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.opposed import Opposite, opposite_of

WORDINGS = ("bf16 has fewer mantissa bits than fp16", "less precision per number, the range of fp32")


@pytest.mark.parametrize("said", ["bf16 has more mantissa bits than fp16", "bf16 has more mantissa bits"])
def test_a_wording_with_an_antonym_in_it_is_its_opposite(said: str) -> None:
    assert opposite_of(["It is a format.", said], WORDINGS) == Opposite(segment=1, wording=0)


@pytest.mark.parametrize(
    "said",
    [
        "bf16 has fewer mantissa bits than fp16",
        "bf16 keeps a smaller mantissa",
        "fp16 has more mantissa bits, bf16 the range of fp32",
        "more data helps",
        "",
    ],
)
def test_other_words_are_not(said: str) -> None:
    assert opposite_of([said], WORDINGS) is None


def test_who_also_says_it_right_is_not_held_to_the_opposite() -> None:
    said = ["bf16 has more mantissa bits than fp32 does", "bf16 has fewer mantissa bits than fp16"]
    assert opposite_of(said, WORDINGS) is None


def test_nothing_is_the_opposite_of_nothing() -> None:
    assert opposite_of([], WORDINGS) is None
    assert opposite_of(["bf16 has more mantissa bits"], ()) is None
