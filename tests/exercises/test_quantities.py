"""Numbers with units as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.exercises.quantities import comparable, quantities_in, quantity_of


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("7B parameters", "7e9 parameter"),
        ("70k", "70000"),
        ("2^30 B", "1 GiB"),
        ("10^21 FLOP", "1e21 FLOP"),
        ("16 gigabytes", "16 GB"),
        ("17 gigs", "17 GB"),
        ("512 megs", "512 MB"),
        ("1,234,567 tokens", "1234567 token"),
        ("67,400 GPU-hours", "67400 GPU*hour"),
        ("3.2k GPU hours", "3200 GPU*hour"),
        ("$2,400", "2400 USD"),
        ("230 k USD", "230000 USD"),
        ("295 FLOPs per byte", "295 FLOP/B"),
        ("209 tokens per second", "209 token/s"),
        ("92 %", "0.92"),
        ("15T tokens", "1.5e13 token"),
        ("1.7 × 10¹⁰ bytes", "17 GB"),
        ("$17.2$ GB", "17.2 GB"),
        (r"17.2\,\mathrm{GB}", "17.2 GB"),
        ("5 days", "120 h"),
        ("2 minutes", "120 s"),
        ("8 bits", "1 B"),
        ("312 TFLOP/s", "3.12e14 FLOP/s"),
        ("2.4 million USD", "2.4e6 USD"),
        ("3600 kWh", "3.6 MWh"),
    ],
)
def test_a_quantity_is_the_same_however_it_is_typed(text: str, same: str) -> None:
    (found,) = quantities_in(text)
    target = quantity_of(same)
    assert target is not None
    fitting = [meaning for meaning in found.meanings if comparable(target, meaning)]
    assert fitting
    assert fitting[0].magnitude == pytest.approx(target.magnitude)


def test_seven_b_may_be_parameters_or_bytes() -> None:
    (found,) = quantities_in("7B")
    assert [meaning.magnitude for meaning in found.meanings] == [7e9, 7.0]


@pytest.mark.parametrize("text", ["H100", "x2", "no number", "1e400", "0 GB"])
def test_what_is_no_quantity_is_left_out(text: str) -> None:
    assert quantities_in(text) == ()


def test_what_is_counted_may_be_left_out_and_no_other_unit() -> None:
    tokens, size, bare = quantity_of("100 token"), quantity_of("100 B"), quantity_of("100")
    assert tokens is not None
    assert size is not None
    assert bare is not None
    assert comparable(tokens, bare)
    assert comparable(bare, tokens)
    assert not comparable(size, bare)
    assert not comparable(tokens, size)


@given(st.text(alphabet="0123456789.,eE^*x× kMBTG$%/-{}\\ tokensGB\n", max_size=200))
def test_any_text_is_read_and_quantities_are_where_they_say(text: str) -> None:
    end = 0
    for found in quantities_in(text):
        assert text[found.start : found.end] == found.text
        assert found.start >= end
        assert all(meaning.magnitude > 0 for meaning in found.meanings)
        end = found.end
