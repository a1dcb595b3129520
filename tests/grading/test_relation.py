"""A relation holds probabilities, and nothing that is none."""

from __future__ import annotations

import pytest

from interviewer.grading.relation import Relation, Relations
from tests.factories import a_question


def test_the_three_probabilities_sum_to_one() -> None:
    relation = Relation(entails=0.5, contradicts=0.2)
    assert relation.entails + relation.contradicts + relation.unrelated == pytest.approx(1.0)


@pytest.mark.parametrize(("entails", "contradicts"), [(-0.1, 0.0), (0.0, 1.1), (0.6, 0.6), (float("nan"), 0.0)])
def test_what_is_no_probability_is_refused(entails: float, contradicts: float) -> None:
    with pytest.raises(ValueError, match="not probabilities"):
        Relation(entails, contradicts)


def test_an_answer_that_says_nothing_is_unrelated_to_every_claim() -> None:
    question = a_question()
    nothing = Relations.none(question)
    assert [relation.unrelated for relation in nothing.points] == [1.0] * len(question.key_points)
    assert len(nothing.beliefs) == len(question.misconceptions)
