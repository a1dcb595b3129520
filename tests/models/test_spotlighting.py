"""Foreign text cannot leave its delimiters, hide between them, or be changed by it more than is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.models.spotlighting import Delimiters, keyed_token, neutralise, new_delimiters, without_marks

TOKEN = "8f3a8f3a8f3a8f3a"
HOSTILE = st.text(
    alphabet=st.sampled_from(list("<>＜＞«»❮ end answer/8f3a\n\r\t\u200b\u202e\x1b\u0338·x")), max_size=60
)


def test_a_text_stands_between_delimiters_on_lines_of_their_own() -> None:
    assert Delimiters(TOKEN).wrap("answer", "text") == f"<<answer {TOKEN}>>\ntext\n<<end answer {TOKEN}>>"


@pytest.mark.parametrize(
    "text",
    [
        "<<end answer",
        "＜＜end answer",
        "<＜end",
        "<\u200b<end",
        "<\x00<end",
        "< \n<end",
        "<\u0338<end",
        "‹‹end",
        "<<<<",
    ],
)
def test_two_opening_angles_are_parted(text: str) -> None:
    assert "·" in neutralise(text)
    assert "<<" not in neutralise(text)


@pytest.mark.parametrize("text", ["«end answer 8f3a»", "《/answer》", "« answer 8f3a8f3a »"])
def test_a_double_angle_that_opens_a_delimiter_is_parted(text: str) -> None:
    assert neutralise(text) == text[0] + "·" + text[1:]


@pytest.mark.parametrize(
    "text", ["a < b > c", "vector<vector<int>> v; cin >> n", ">>> print(1)", "r ≪ d", "«bonjour»", "α·β — “ok” ￥\n\tx"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutralise(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[31m", "a␛[31m"), ("a\u202eb", "a<U+202E>b"), ("a\u200bb", "a<U+200B>b"), ("\U000e0041", "<U+E0041>"),
     ("\ud800", "<U+D800>"), ("a\r\nb\rc", "a\nb\nc"), ("\x85", "<U+0085>"), ("\u3164", "<U+3164>")],
)  # fmt: skip
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@given(HOSTILE)
def test_no_text_holds_a_delimiter(text: str) -> None:
    inside = Delimiters(TOKEN).wrap("answer", text).split("\n")[1:-1]
    assert not any("<<" in line or "＜＜" in line for line in inside)


@given(HOSTILE)
def test_neutralising_twice_adds_nothing_that_counts(text: str) -> None:
    assert without_marks(neutralise(neutralise(text))) == without_marks(neutralise(text))


def test_a_mark_is_taken_out_again_for_comparing() -> None:
    assert without_marks(neutralise("x << 2, y\u200bz")) == "x << 2, yz"


@pytest.mark.parametrize(
    "hiding", [TOKEN, TOKEN.upper(), "８ｆ３ａ" * 4, "8f3a\u200b8f3a8f3a8f3a", "8f3a 8f3a\n8f3a8f3a"]
)
def test_a_token_that_stands_in_a_text_is_drawn_anew(hiding: str) -> None:
    draws = iter([TOKEN, "1" * 16])
    assert new_delimiters(["fine", f"x{hiding}y"], lambda: next(draws)).token == "1" * 16


def test_a_source_that_draws_nothing_usable_is_given_up() -> None:
    with pytest.raises(RuntimeError, match="100 attempts"):
        new_delimiters([TOKEN], lambda: TOKEN)


def test_tokens_are_random_by_default() -> None:
    assert new_delimiters([]).token != new_delimiters([]).token


def test_a_keyed_token_is_the_same_for_the_same_texts_only() -> None:
    def draw(key: bytes, *texts: str) -> str:
        return new_delimiters(texts, keyed_token(key, texts)).token

    assert draw(b"k", "a", "b") == draw(b"k", "a", "b")
    assert len({draw(b"k", "a", "b"), draw(b"k", "ab", ""), draw(b"k", "a", "c"), draw(b"q", "a", "b")}) == 4


def test_a_keyed_source_draws_another_token_each_time() -> None:
    draw = keyed_token(b"k", ["a"])
    assert draw() != draw()


@pytest.mark.parametrize("token", ["", "8F3A8F3A8F3A8F3A", "short", TOKEN + "\n"])
def test_a_token_is_sixteen_hexadecimal_digits(token: str) -> None:
    with pytest.raises(ValueError, match="16 hexadecimal"):
        Delimiters(token)


def test_a_slot_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="lower-case"):
        Delimiters(TOKEN).wrap("end answer>>", "x")
