"""How strongly segments say statements."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.grading.similarity.matching import IdfWeights, coverage, statement, without_rivals
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


def test_likeness_to_another_key_point_counts_against_a_piece() -> None:
    strength = without_rivals(np.array([[0.8, 0.6]], dtype=np.float32))
    assert strength[0, 0] < 0.8
    assert strength[0, 1] < strength[0, 0]


def test_a_single_key_point_has_no_rivals() -> None:
    assert without_rivals(np.array([[0.8]], dtype=np.float32))[0, 0] == pytest.approx(0.8)
