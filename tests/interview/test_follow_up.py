"""Which key point is probed next."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.question import KeyPoint
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import next_probe, unmet_points
from tests.factories import a_grade, a_question

QUESTION = a_question(weights=(1, 3, 2))


def test_unmet_points_come_heaviest_first() -> None:
    grade = a_grade(QUESTION, Verdict.MISSED, Verdict.MISSED, Verdict.PARTIAL)
    assert [point.id for point in unmet_points(QUESTION, grade.verdicts)] == ["k2", "k3", "k1"]


def test_a_met_point_is_not_followed_up() -> None:
    grade = a_grade(QUESTION, Verdict.MET, Verdict.MET, Verdict.CONTRADICTED)
    assert [point.id for point in unmet_points(QUESTION, grade.verdicts)] == ["k3"]


def test_a_point_that_was_not_assessed_is_not_followed_up() -> None:
    grade = a_grade(QUESTION, Verdict.NOT_ASSESSED, Verdict.MET, Verdict.MET)
    assert unmet_points(QUESTION, grade.verdicts) == []


def test_an_unsupported_verdict_is_unmet() -> None:
    grade = a_grade(QUESTION, Verdict.MET, Verdict.MET, Verdict.MET)
    unsupported = replace(grade.verdicts[0], supported=False)
    assert [point.id for point in unmet_points(QUESTION, (unsupported, *grade.verdicts[1:]))] == ["k1"]


def test_a_probe_that_was_shown_is_not_asked_again() -> None:
    point = next_probe(QUESTION, QUESTION.key_points, frozenset({"k1"}))
    assert point is not None
    assert point.id == "k2"


def test_a_probe_that_gives_its_key_point_away_is_passed_over() -> None:
    telling = KeyPoint("k9", 3, "Units are zeroed at random in training.", "Are units zeroed randomly in training?")
    leading = KeyPoint("k10", 1, "Units are zeroed at random in training.", "What happens to activations?")
    assert next_probe(QUESTION, [telling, leading], frozenset()) == leading


def test_without_a_safe_probe_there_is_no_follow_up() -> None:
    telling = KeyPoint("k9", 3, "Units are zeroed.", "Are units zeroed?")
    assert next_probe(QUESTION, [telling], frozenset()) is None
