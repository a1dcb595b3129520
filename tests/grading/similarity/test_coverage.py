"""How many of a statement's own words a text has."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.coverage import IdfWeights, coverage, statement
from interviewer.language.words import content_stems

IDF = IdfWeights.of(["gradient chain rule", "pooling window gradient"])
NONE = frozenset[str]()


def share(claim: str, segment: str, prompt: str = "") -> float:
    one = statement(claim, content_stems(prompt), {}, IDF)
    return float(coverage([one], [content_stems(segment)], IDF)[0, 0])


def test_a_claim_covers_itself() -> None:
    assert share("The chain rule gives the gradient.", "the chain rule gives gradients") == pytest.approx(1.0)


def test_words_of_the_prompt_count_for_nothing() -> None:
    assert share("A gradient is chained.", "gradient", prompt="What is a gradient?") == 0.0


def test_where_the_prompt_has_every_word_all_of_them_count() -> None:
    assert share("A gradient.", "gradient", prompt="What is a gradient?") == pytest.approx(1.0)


def test_a_typo_is_forgiven() -> None:
    assert share("gradient windows", "gradeint windwo") == pytest.approx(1.0)


def test_another_word_of_the_corpus_is_no_typo() -> None:
    one = statement("convolution", NONE, {}, IDF)
    slip = [content_stems("convolutoin")]
    assert coverage([one], slip, IDF)[0, 0] == pytest.approx(1.0)
    assert coverage([one], slip, IdfWeights.of(["convolutoin"]))[0, 0] == 0.0


def test_words_that_many_key_points_share_weigh_less() -> None:
    one = statement("chain window", NONE, {"chain": 4}, IdfWeights({}, 1))
    assert one.weights["chain"] == pytest.approx(one.weights["window"] / 4)


def test_a_stem_is_more_telling_the_fewer_texts_have_it() -> None:
    weights = [IDF.weight(stem) for stem in ("gradient", "chain", "unheard")]
    assert 0 < weights[0] < weights[1] < weights[2]


def test_each_segment_is_held_against_each_statement() -> None:
    claims = [statement(text, NONE, {}, IDF) for text in ("chain", "window", "gradient")]
    shares = coverage(claims, [content_stems("a chain of gradients"), content_stems("a window")], IDF)
    assert shares.tolist() == [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]


def test_without_segments_there_is_no_share() -> None:
    assert coverage([statement("chain", NONE, {}, IDF)], [], IDF).shape == (0, 1)


def test_a_claim_without_a_word_of_its_own_is_no_error() -> None:
    assert coverage([statement("Is it?", NONE, {}, IDF)], [content_stems("chain")], IDF).tolist() == [[0.0]]
