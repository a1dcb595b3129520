"""What an answer to one prompt is held against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from interviewer.grading.similarity.matching import IdfWeights
from interviewer.grading.similarity.null_distribution import NullDistribution
from interviewer.grading.similarity.target import Target, target_of, texts_of

from tests.factories import a_question

IDF = IdfWeights({}, 1)
NO_NULL = NullDistribution((), np.zeros((0, 8), np.float32), ())
QUESTION = replace(a_question(weights=(3, 2)), title="What is dropout?")


def target(prompt: str) -> tuple[Target, dict[str, int]]:
    texts = texts_of(QUESTION, prompt)
    return target_of(QUESTION, prompt, np.eye(8, dtype=np.float32)[: len(texts)], IDF, NO_NULL), {
        text: at for at, text in enumerate(texts)
    }


def test_the_question_and_the_follow_up_are_both_discounted() -> None:
    made, at = target("And at inference?")
    prompts = np.eye(8, dtype=np.float32)[[at[QUESTION.title], at["And at inference?"]]]
    assert made.projection.of_answer(prompts) == pytest.approx(np.zeros((2, 8)))


def test_words_of_the_follow_up_are_not_the_claims_own() -> None:
    made, _ = target("Which alpha1 is it?")
    assert "alpha1" not in made.points.claims[0].own
    assert "beta1" in made.points.claims[0].own


def test_a_belief_weighs_most_what_right_answers_do_not_say() -> None:
    belief = replace(QUESTION.misconceptions[0], belief="Fact1 shrinks.", truth="Fact1 grows.")
    asked = replace(QUESTION, misconceptions=(belief,))
    vectors = np.eye(8, dtype=np.float32)[: len(texts_of(asked, asked.title))]
    weights = target_of(asked, asked.title, vectors, IDF, NO_NULL).beliefs.all[0].weights
    assert weights["shrink"] > weights["fact1"]
