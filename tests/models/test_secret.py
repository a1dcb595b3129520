"""A key that a server says back is not passed on, whole or in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from interviewer.models.reply import Reply
from interviewer.models.secret import HIDDEN, KeyFilter, without_key

KEY = "abab-secret"


def filtered(pieces: list[str], key: str | None = KEY) -> str:
    hide = KeyFilter(None if key is None else SecretStr(key))
    return "".join(hide.feed(piece) for piece in pieces) + hide.end()


def test_a_reply_has_no_key_in_its_text_or_refusal() -> None:
    reply = without_key(Reply(f"It is {KEY}.", "stop", f"Not for {KEY}."), SecretStr(KEY))
    assert reply == Reply(f"It is {HIDDEN}.", "stop", f"Not for {HIDDEN}.")


@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_nothing_is_changed(key: str | None) -> None:
    assert filtered(["as ", "it is"], key) == "as it is"
    assert without_key(Reply("as it is", "stop", ""), None) == Reply("as it is", "stop", "")


@given(st.lists(st.text("abc-secrt", max_size=4), max_size=12), st.integers(1, 11), st.integers(0, 12))
def test_however_a_text_is_cut_the_key_is_hidden_and_all_else_stays(words: list[str], size: int, at: int) -> None:
    text = "".join([*words[:at], KEY, *words[at:]])
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert KEY not in filtered(pieces)
    assert filtered(pieces) == text.replace(KEY, HIDDEN)


def test_what_only_begins_like_the_key_comes_out_in_the_end() -> None:
    assert filtered(["It is abab", "-sec"]) == "It is abab-sec"


def test_text_that_cannot_be_the_key_is_not_held_back() -> None:
    hide = KeyFilter(SecretStr(KEY))
    assert hide.feed("Hello, ") == "Hello, "
