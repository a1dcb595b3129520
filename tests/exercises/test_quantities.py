"""Numbers with units as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.exercises.quantities import comparable, quantities_in, quantity_of
from interviewer.exercises.written import in_digits


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("7B parameters", "7e9 parameter"),
        ("70k", "70000"),
        ("2^30 B", "1 GiB"),
        ("10^21 FLOP", "1e21 FLOP"),
        ("16 gigabytes", "16 GB"),
        ("17 gigs", "17 GB"),
        ("0.58 T tok", "580e9 token"),
        ("580 B tokens", "580e9 token"),
        ("16 B", "16 byte"),
        ("23 tps", "23 token/s"),
        ("2.5k img/s", "2500 image/s"),
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
        ("17,2 GB", "17.2 GB"),
        ("17,20GB", "17.2 GB"),
        ("17,200 MB", "17.2 GB"),
        ("0,512 MB", "512 kB"),
        ("3,5e9 B", "3.5 GB"),
        ("1,7 x 10^10 B", "17 GB"),
        ("= 0,85", "0.85"),
        (r"17{,}2\,GB", "17.2 GB"),
        ("12,5 %", "0.125"),
        ("1.234.567 tokens", "1234567 token"),
        ("17.200,5 MB", "17.2005 GB"),
        ("1,234", "1234"),
        ("about seventeen gigabytes", "17 GB"),
        ("Twenty-four hours", "1 day"),
        ("half a terabyte", "500 GB"),
        ("three quarters of a TB", "750 GB"),
        ("half a million tokens", "500000 token"),
        ("a dozen", "12"),
        ("two dozen GPUs", "24 GPU"),
        ("a million", "1e6"),
        ("one and a half million", "1.5e6"),
        ("2 and a half hours", "150 min"),
        ("two thousand five hundred tokens", "2500 token"),
        ("one hundred and twenty eight GB", "128 GB"),
        ("seven billion parameters", "7e9 parameter"),
        ("ten trillion tokens", "1e13 token"),
        ("17 GBytes", "17 GB"),
        ("5 days and a half", "5.5 day"),
        ("five days and a half", "5.5 day"),
        ("an hour and a half", "90 min"),
        ("2 terabytes and three quarters", "2.75 TB"),
        ("three point three six tokens", "3.36 token"),
        ("zero point zero five", "0.05"),
        ("point two four", "0.24"),
        ("seventeen point two gigabytes", "17.2 GB"),
        ("thirty-two point five GB", "32.5 GB"),
        ("one point five million tokens", "1.5e6 token"),
        ("$0.052$", "0.052"),
        ("$ 0.052 $", "0.052"),
        ("$x = 0.052$", "0.052"),
        (r"$\approx 63$", "63"),
        (r"\(0.052\)", "0.052"),
        ("$$0.24$$", "0.24"),
        (r"$50\%$", "0.5"),
        ("$50$ %", "0.5"),
        ("$m = 7B$ parameters", "7e9 parameter"),
        ("$17.2 GB$", "17.2 GB"),
        ("$5", "5 USD"),
        (r"\$5", "5 USD"),
        (r"$x = \$5$", "5 USD"),
        ("$12.50$", "12.5 USD"),
        ("= 12$", "12 USD"),
        ("it costs 12$ a day", "12 USD/day"),
        ("~1.7e10 B", "17 GB"),
        ("17 x 10^9", "1.7e10"),
        ("17 x 10⁹ bytes", "17 GB"),
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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("layers 3,4 and 5", [3, 4, 5]),
        ("(3,4)", [3, 4]),
        ("17,2, 18", [17, 2, 18]),
        ("1,234", [1234]),
        ("1,2,3 GB", [1, 2, 3]),
        ("Python 3.11.100", [3.11]),
        ("one of two steps, a second time", []),
        ("half of it, and none of the three", []),
        ("a few hundred GB", []),
        ("at one point five of them failed", []),
        ("the point two of us made", []),
        ("two steps and a half", []),
    ],
)
def test_what_may_be_something_else_is_read_as_it_stands(text: str, numbers: list[float]) -> None:
    assert [found.number for found in quantities_in(text)] == numbers


@pytest.mark.parametrize("text", ["$5 and $6", "from $5 to $6", "5$ and 6$", "$5-$6", "US$5, US$6"])
def test_dollars_of_two_prices_are_no_formula(text: str) -> None:
    money = quantity_of("1 USD")
    assert money is not None
    assert [found.meanings[0].dimensions for found in quantities_in(text)] == [money.dimensions] * 2


def test_the_sign_that_ends_a_formula_is_no_part_of_a_quantity() -> None:
    text = r"$7/39 \approx 0.179$, $m = 63$, $0.052$"
    found = [text[one.start : one.end] for one in quantities_in(text)]
    assert found == ["7", "39", "0.179", "63", "0.052"]


def test_a_range_in_words_has_two_ends() -> None:
    assert [found.number for found in quantities_in("between ten and twenty GB")] == [10, 20]
    text = "ten to twenty gigabytes"
    assert [text[found.start : found.end] for found in quantities_in(text)] == ["ten", "twenty gigabytes"]


PLAIN = st.one_of(
    st.integers(1, 10**15).map(str),
    st.integers(1, 10**15).map("{:,}".format),
    st.decimals("0.001", 10**6, places=3).map(str),
    st.tuples(st.integers(1, 999), st.integers(-9, 20)).map(lambda parts: f"{parts[0]}e{parts[1]}"),
)


@given(st.lists(st.tuples(PLAIN, st.sampled_from(("", " GB", " tokens", " %", " s"))), min_size=1, max_size=4))
def test_plain_numbers_are_read_as_they_stand(numbers: list[tuple[str, str]]) -> None:
    text = " and then ".join(f"{number}{unit}" for number, unit in numbers)
    assert in_digits(text) == text
    found = quantities_in(text)
    assert [one.number for one in found] == pytest.approx([float(number.replace(",", "")) for number, _ in numbers])


@given(st.text(alphabet="0123456789.,{} onetwhudrahlfmiGBs-", max_size=200))
def test_digits_take_the_room_of_what_they_stand_for(text: str) -> None:
    assert len(in_digits(text)) == len(text)


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
        assert end <= found.start < found.end <= len(text)
        assert all(meaning.magnitude > 0 for meaning in found.meanings)
        end = found.end
