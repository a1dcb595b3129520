"""What the prompt already says is taken away."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.grading.similarity.matching import PromptProjection

X, Y, Z = np.eye(3, dtype=np.float32)


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
