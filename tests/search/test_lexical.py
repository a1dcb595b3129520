import numpy as np

from interviewer.search.lexical import LexicalIndex, grams, words

TEXTS = ["Gradient clipping caps the norm.", "Dropout zeroes units.", "A pooling layer shrinks feature maps."]


def test_words_are_lower_case_and_without_stop_words() -> None:
    assert words("What is the Return_State?") == ["return", "state"]


def test_a_text_of_stop_words_keeps_them() -> None:
    assert words("What is it?") == ["what", "is", "it"]


def test_a_text_without_letters_has_no_words() -> None:
    assert words(" ?! _") == []


def test_grams_mark_the_ends_of_a_word() -> None:
    assert grams("relu") == ["<rel", "relu", "elu>"]
    assert grams("l1") == ["<l1>"]
    assert grams("x") == ["<x>"]


def test_another_form_of_a_word_matches() -> None:
    scores = LexicalIndex.of(TEXTS).word_scores("clip gradients")
    assert scores.argmax() == 0
    assert scores[1] == scores[2] == 0


def test_a_misspelt_word_matches_by_its_pieces_only() -> None:
    index = LexicalIndex.of(TEXTS)
    assert not index.word_scores("poolling").any()
    assert index.gram_scores("poolling").argmax() == 2


def test_unknown_words_and_no_texts_score_nothing() -> None:
    assert np.array_equal(LexicalIndex.of(TEXTS).gram_scores("zzz ???"), np.zeros(3))
    assert LexicalIndex.of([]).word_scores("dropout").shape == (0,)
    assert np.array_equal(LexicalIndex.of(["", "?"]).word_scores("dropout"), np.zeros(2))
