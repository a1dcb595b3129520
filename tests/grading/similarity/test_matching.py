"""How strongly segments say statements."""

from __future__ import annotations

import numpy as np
import pytest
from interviewer.grading.similarity.matching import IdfWeights, PromptProjection, coverage, statement, without_rivals

from interviewer.language.words import content_stems

IDF = IdfWeights.of(["gradient chain rule", "pooling window gradient"])
NONE = frozenset[str]()
X, Y, Z = np.eye(3, dtype=np.float32)


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


def test_an_echo_of_a_prompt_is_left_with_nothing() -> None:
    left = PromptProjection(np.stack([X, (X + Y) / np.sqrt(2)])).of_answer(np.stack([X, Y]))
    assert np.linalg.norm(left, axis=1) == pytest.approx([0, 0], abs=1e-6)


def test_what_the_prompt_does_not_say_stays_whole() -> None:
    assert PromptProjection(X[None]).of_answer(Z[None])[0] == pytest.approx(Z)


def test_an_answer_that_mostly_echoes_stays_short() -> None:
    mostly = (3 * X + Y) / np.sqrt(10)
    assert np.linalg.norm(PromptProjection(X[None]).of_answer(mostly[None])) == pytest.approx(1 / np.sqrt(10))


def test_a_claim_is_brought_back_to_length_one() -> None:
    mostly = (3 * X + Y) / np.sqrt(10)
    assert PromptProjection(X[None]).of_claims(mostly[None])[0] == pytest.approx(Y)


def test_a_claim_that_only_repeats_the_prompt_matches_nothing() -> None:
    assert PromptProjection(X[None]).of_claims(X[None])[0] == pytest.approx(np.zeros(3))


def test_the_same_prompt_twice_counts_once() -> None:
    assert PromptProjection(np.stack([X, X])).of_answer(Y[None])[0] == pytest.approx(Y)
