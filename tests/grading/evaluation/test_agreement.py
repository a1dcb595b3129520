"""How grades agree with people, on answers whose figures are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interviewer.grading.evaluation.agreement import Rated, agreement, calibration, mean_of_others, quarters


def rated(
    human: float,
    score: float | None,
    question: str = "q1",
    *,
    kind: str = "",
    answer: str = "some words",
    reason: str = "",
) -> Rated:
    return Rated(f"{question}-{human}-{score}", question, kind, answer, human, score, reason)


FOUR = [rated(0.0, 0.1), rated(1.0, 0.9), rated(0.0, 0.3, "q2"), rated(0.5, 0.5, "q2")]


def test_an_ungraded_answer_is_counted_with_its_reason_and_is_no_zero() -> None:
    graded = agreement(FOUR, 0)
    found = agreement([*FOUR, rated(1.0, None, reason="too long"), rated(1.0, None, reason="too long")], 0)
    assert (found.answers, found.graded, found.ungraded) == (6, 4, 2)
    assert found.reasons == (("too long", 2),)
    assert found.figures == graded.figures
    assert found.calibration == graded.calibration


def test_bias_is_above_zero_for_a_lenient_grader() -> None:
    assert agreement(FOUR, 0).figures["grader"].bias.value == pytest.approx(0.075)


def test_intervals_draw_questions_whole() -> None:
    # The errors within a question are equal: only their two values and the mean of them can be drawn.
    answers = [rated(0.0, 0.1)] * 10 + [rated(0.5, 0.9, "q2")] * 10
    mae = agreement(answers, 0).figures["grader"].mae
    assert (mae.value, mae.low, mae.high, mae.of) == (0.25, 0.1, 0.4, 20)


def test_one_question_has_figures_and_neither_intervals_nor_a_mean_of_others() -> None:
    found = agreement(FOUR[:2], 0).figures
    assert found["grader"].pearson.value == pytest.approx(1)
    assert found["grader"].pearson.low is None
    assert "mean" not in found


def test_the_mean_of_others_never_knows_its_own_question() -> None:
    human = np.array([0.0, 1.0, 0.4])
    found = mean_of_others(human, [np.array([0, 1]), np.array([2])])
    assert found is not None
    assert found.tolist() == pytest.approx([0.4, 0.4, 0.5])


def test_correlations_of_the_mean_are_left_out_and_its_error_is_not() -> None:
    mean = agreement(FOUR, 0).figures["mean"]
    assert (mean.pearson.value, mean.kappa.value, mean.in_order.value) == (None, None, None)
    assert mean.rmse.value is not None


def test_the_cosine_is_measured_where_there_is_one() -> None:
    found = agreement([replace(one, cosine=one.human) for one in FOUR[:3]] + FOUR[3:], 0).figures["cosine"]
    assert (found.rmse.value, found.rmse.of) == (0, 3)


def test_kappa_is_on_quarters_halves_upwards() -> None:
    assert quarters(np.array([0.0, 0.124, 0.125, 0.5, 0.874, 0.875, 1.0])).tolist() == [0, 0, 1, 2, 3, 4, 4]


def test_a_tenth_of_the_grades_has_its_mean_human_score_and_one_belongs_to_the_last() -> None:
    found = calibration([rated(0.2, 0.3), rated(0.6, 0.39), rated(0.9, 1.0)])
    assert [(one.low, one.answers, one.human) for one in found] == [(0.3, 2, 0.4), (0.9, 1, 0.9)]


def test_length_is_correlated_with_the_grade_and_with_people() -> None:
    answers = [rated(1.0, 0.1, answer="a"), rated(0.5, 0.5, answer="a b"), rated(0.0, 0.9, answer="a b c")]
    found = agreement(answers, 0).length
    assert found["score"].value == pytest.approx(1)
    assert found["human"].value == pytest.approx(-1)


def test_parts_have_their_means_the_greatest_error_first_and_ungraded_ones_last() -> None:
    answers = [rated(1.0, None, kind="c"), rated(0.5, 0.5, kind="a"), rated(0.0, 0.8, kind="b")]
    found = agreement(answers, 0).by_kind
    assert [(part.name, part.ungraded, part.human, part.score) for part in found] == [
        ("b", 0, 0.0, 0.8),
        ("a", 0, 0.5, 0.5),
        ("c", 1, None, None),
    ]


def test_without_kinds_there_is_no_table_of_them() -> None:
    assert agreement(FOUR, 0).by_kind == ()


def test_the_widest_disagreements_come_first_in_both_directions() -> None:
    answers = [rated(0.5, 0.6), rated(1.0, 0.2), rated(0.0, 0.9)]
    assert [one.human for one in agreement(answers, 2).disagreements] == [0.0, 1.0]


def test_nothing_graded_has_no_figures() -> None:
    found = agreement([rated(1.0, None), rated(0.0, None)], 5)
    assert (found.figures, found.calibration, found.disagreements) == ({}, (), ())


def test_the_same_grades_give_the_same_intervals() -> None:
    assert agreement(FOUR, 2) == agreement(FOUR, 2)
