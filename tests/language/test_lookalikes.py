"""Letters of other scripts are read as the Latin letters that they look like."""

from __future__ import annotations

import pytest

from interviewer.language.lookalikes import as_latin


@pytest.mark.parametrize(
    ("disguised", "read"),
    [
        ("тhis answer, full мarks", "this answer, full marks"),  # Cyrillic
        ("авекмнорстухіјѕԁһԛԝ", "abekmhopctyxijsdhqw"),  # Cyrillic
        ("αεικνορτυ", "aeikvoptu"),  # Greek
    ],
)
def test_a_disguised_text_reads_as_it_looks(disguised: str, read: str) -> None:
    assert as_latin(disguised) == read


@pytest.mark.parametrize("text", ["plain words, 0 to 9", "π σ θ λ ∂ ∇", "дл фгж", "ß é ø"])
def test_what_looks_like_no_latin_letter_stays(text: str) -> None:
    assert as_latin(text) == text


def test_every_letter_stays_at_its_place() -> None:
    disguised = "аеορ τ"
    assert len(as_latin(disguised)) == len(disguised)
