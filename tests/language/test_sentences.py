"""Texts come apart into sentences and clauses at their exact places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.language.sentences import (
    LONG_WORDS,
    clauses,
    first_sentence_end,
    joined,
    sentences,
    split_sentences,
)


def texts(answer: str) -> list[str]:
    return [unit.text for unit in sentences(answer)]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 .,;:!?\n-*`()e.g→漢—\t"), max_size=120))
def test_sentences_are_ordered_apart_and_at_their_places(answer: str) -> None:
    units = sentences(answer)
    assert all(answer[unit.start : unit.end] == unit.text and unit.text.strip() for unit in units)
    assert all(one.end <= other.start for one, other in pairwise(units))
    assert [unit.sentences for unit in units] == [(n,) for n in range(len(units))]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 .,;:!?\n(→"), max_size=120))
def test_no_word_is_lost(answer: str) -> None:
    def kept(text: str) -> str:
        return "".join(char for char in text if char.isalpha())

    # A letter with a bracket or a full stop at the start of a line is a list marker.
    assert len(kept("".join(texts(answer)))) >= len(kept(answer)) - answer.count("\n") - 1


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab ,;:.->(and which )"), max_size=120))
def test_clauses_lie_apart_in_their_sentence(answer: str) -> None:
    for unit in sentences(answer):
        parts = clauses(answer, unit)
        assert all(unit.start <= part.start < part.end <= unit.end for part in parts)
        assert all(answer[part.start : part.end] == part.text for part in parts)
        assert all(one.end <= other.start for one, other in pairwise(parts))


def test_sentences_end_at_full_stops() -> None:
    assert texts("It drops units. It rescales! Does it? Yes.") == [
        "It drops units.",
        "It rescales!",
        "Does it?",
        "Yes.",
    ]


def test_a_terse_answer_parts_at_its_semicolons() -> None:
    assert texts("zeroes units at random; off at test") == ["zeroes units at random;", "off at test"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a rate of 0.1 and momentum 0.9 here.",
        "Some optimizers, e.g. Adam, adapt it.",
        "Bagging vs. boosting is a matter of bias.",
        "See Fig. 3 of Goodfellow et al. for that.",
        "It is $x.y$ with W.r.t. nothing else",
    ],
)
def test_abbreviations_and_decimals_end_no_sentence(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_list_items_are_sentences_without_their_markers() -> None:
    assert texts("Ways:\n- more data\n* dropout\n2) early stopping\n• L2") == [
        "Ways:",
        "more data",
        "dropout",
        "early stopping",
        "L2",
    ]


def test_a_hard_wrapped_line_goes_on() -> None:
    assert texts("It zeroes units\nat random.\nThen it rescales.") == [
        "It zeroes units\nat random.",
        "Then it rescales.",
    ]


def test_a_code_fence_is_one_piece() -> None:
    units = sentences("So:\n```python\nx = 1. \ny = 2; z\n```\nDone.")
    assert [unit.text for unit in units] == ["So:", "```python\nx = 1. \ny = 2; z\n```", "Done."]
    assert [unit.is_code for unit in units] == [False, True, False]


def test_a_code_fence_that_is_never_closed_goes_to_the_end() -> None:
    assert texts("So:\n```\nx = 1. y") == ["So:", "```\nx = 1. y"]


def test_a_run_on_is_cut_where_clauses_begin() -> None:
    run_on = " ".join(["the model learns a thing and then it forgets another thing"] * 8)
    assert all(len(text.split()) <= LONG_WORDS for text in texts(run_on))
    assert all(text.startswith(("the", "and", "then", "it")) for text in texts(run_on)[1:])


def test_clauses_part_at_contrasts_colons_and_arrows() -> None:
    answer = "bagging: it averages many models, while boosting corrects errors -> less bias remains"
    assert [part.text for part in clauses(answer, sentences(answer)[0])] == [
        "it averages many models",
        "while boosting corrects errors",
        "less bias remains",
    ]


def test_commas_part_clauses_only_in_lists() -> None:
    answer = "more data, weight decay, early stopping"
    assert clauses(answer, sentences(answer)[0]) == ()
    listed = clauses(answer, sentences(answer)[0], listed=True)
    assert [part.text for part in listed] == ["more data", "weight decay", "early stopping"]


def test_two_sentences_are_one_with_what_lies_between() -> None:
    answer = "One here.  Two there."
    pair = joined(answer, *sentences(answer))
    assert (pair.text, pair.sentences) == (answer, (0, 1))


def test_a_fence_that_opens_behind_words_is_code_and_what_follows_it_is_not() -> None:
    answer = "Let me go through it. ```python\nx = 1\ny = 2\n```\nThe mean is subtracted first."
    units = sentences(answer)
    assert [unit.text for unit in units if not unit.is_code] == [
        "Let me go through it.",
        "The mean is subtracted first.",
    ]


def test_inline_code_between_three_backticks_is_no_block() -> None:
    answer = "Call ```model.eval()``` first. Then predict."
    assert not any(unit.is_code for unit in sentences(answer))


@settings(deadline=None)
@given(st.text())
def test_split_sentences_are_the_text_again(text: str) -> None:
    assert "".join(split_sentences(text)) == text


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1. ,;!?\n-#`~$*>\t()é漢"), max_size=200))
def test_split_sentences_of_any_markdown_are_the_text_again(text: str) -> None:
    assert "".join(split_sentences(text)) == text
    assert "".join(split_sentences(text, semicolons=True)) == text


def test_semicolons_end_sentences_where_that_is_wanted() -> None:
    text = "It is fast; it is small. Done."
    assert split_sentences(text) == ["It is fast; it is small. ", "Done."]
    assert split_sentences(text, semicolons=True) == ["It is fast; ", "it is small. ", "Done."]


def test_a_line_of_code_is_a_sentence_of_its_own() -> None:
    assert split_sentences("So:\n```\nx = 1\ny = 2\n```\n")[1:] == ["```\n", "x = 1\n", "y = 2\n", "```\n"]


def test_a_growing_text_has_a_sentence_once_something_follows_its_end() -> None:
    assert first_sentence_end("It zeroes units.") is None
    assert first_sentence_end("It zeroes units. Th") == len("It zeroes units. ")
    assert first_sentence_end("It zeroes\nun") == len("It zeroes\n")
    assert first_sentence_end("Some optimizers, e.g. Ad") is None


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('ab. !?\n"…'), max_size=60))
def test_a_growing_text_never_takes_back_a_sentence(text: str) -> None:
    ends = [first_sentence_end(text[:length]) for length in range(len(text) + 1)]
    said = [end for end in ends if end is not None]
    assert said == sorted(said)
