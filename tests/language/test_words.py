"""Words, stems, shorthand and idf."""

from __future__ import annotations

from interviewer.grading.similarity.coverage import IdfWeights
from interviewer.language.words import content_stems, stem, words, written_out


def test_shorthand_is_written_out() -> None:
    assert written_out("lr -> 0, w/o val loss, O(n^2)") == "learning rate gives 0, without validation loss, quadratic"


def test_words_that_only_contain_shorthand_are_left_alone() -> None:
    assert written_out("Internet networks explore graduation") == "Internet networks explore graduation"


def test_british_and_american_spelling_share_a_stem() -> None:
    assert stem("normalisation") == stem("normalization")
    assert stem("generalises") == stem("generalizes")


def test_plurals_of_acronyms_share_a_stem() -> None:
    assert stem("rnns") == stem("rnn")
    assert stem("grus") == stem("gru")


def test_function_words_carry_no_content() -> None:
    assert content_stems("It is that which you would use, isn't it") == frozenset()


def test_words_know_their_places() -> None:
    assert [(word.text, word.start) for word in words("Max-pool it")] == [("max", 0), ("pool", 4), ("it", 9)]


def test_a_stem_is_rarer_the_fewer_documents_have_it() -> None:
    idf = IdfWeights.of(["gradient loss", "gradient chain", "gradient pool"])
    assert idf.weight(stem("chain")) > idf.weight(stem("gradient")) > 0
    assert idf.weight("unheard") > idf.weight(stem("chain"))
