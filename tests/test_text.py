"""Text that others wrote is shown exactly and commands no terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.text import clean_input, counted, one_line, plural, visible


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07", "bell␇"),
        ("\x9b2J", "<U+009B>2J"),
        ("\x7f", "␡"),
        ("a\u202eb", "a<U+202E>b"),
        ("line\r\nnext\rlast", "line\nnext\nlast"),
    ],
)
def test_a_control_character_is_written_out(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@pytest.mark.parametrize("text", ["[/]", "list[str]", "[b", "日本語", "مرحبا", "👩‍🔬", "tab\there", "two\nlines"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    assert not any((ord(char) < 0x20 and char not in "\n\t") or 0x7F <= ord(char) <= 0x9F for char in visible(text))


def test_one_line_folds_and_cuts() -> None:
    assert one_line("a\n  b\tc", 4) == "a b…"


@given(st.text(st.characters()))
def test_input_survives_being_cleaned_twice(text: str) -> None:
    once = clean_input(text)
    assert clean_input(once) == once


def test_input_with_lone_surrogates_can_be_stored() -> None:
    clean_input("broken \ud800 paste").encode("utf-8")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 batches"), (1, "1 batch"), (2, "2 batches")],
)
def test_a_number_comes_with_its_noun(number: int, words: str) -> None:
    assert counted(number, "batch", "batches") == words


def test_a_noun_gets_an_s_unless_its_plural_is_given() -> None:
    assert [plural(number, "question") for number in (0, 1, 2)] == ["questions", "question", "questions"]
