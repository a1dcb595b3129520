"""Right wordings that an answer turns round by an antonym."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from interviewer.grading.similarity.opposed import Compared, Opposite, opposite_of

WORDINGS = ("bf16 has fewer mantissa bits than fp16", "less precision per number, the range of fp32")


def opposite(segments: Sequence[str], wordings: Sequence[str]) -> Opposite | None:
    return opposite_of([Compared.of(text) for text in segments], [Compared.of(text) for text in wordings])


@pytest.mark.parametrize("said", ["bf16 has more mantissa bits than fp16", "bf16 has more mantissa bits"])
def test_a_wording_with_an_antonym_in_it_is_its_opposite(said: str) -> None:
    assert opposite(["It is a format.", said], WORDINGS) == Opposite(segment=1, wording=0)


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
    assert opposite([said], WORDINGS) is None


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        ("Low bias comes with high variance", "High bias comes with low variance"),
        ("fp16 has more mantissa bits than bf16", "bf16 has fewer mantissa bits than fp16"),
        ("bf16 does not have more mantissa bits than fp16", "bf16 has fewer mantissa bits than fp16"),
    ],
    ids=["both ends", "other side", "negated"],
)
def test_the_same_in_mirrored_form_is_no_opposite(said: str, wording: str) -> None:
    assert opposite([said], [wording]) is None


def test_who_also_says_it_right_is_not_held_to_the_opposite() -> None:
    said = ["bf16 has more mantissa bits than fp32 does", "bf16 has fewer mantissa bits than fp16"]
    assert opposite(said, WORDINGS) is None


def test_nothing_is_the_opposite_of_nothing() -> None:
    assert opposite([], WORDINGS) is None
    assert opposite(["bf16 has more mantissa bits"], ()) is None
