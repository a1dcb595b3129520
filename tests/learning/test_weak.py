"""Which key points are weak."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen
from interviewer.learning.weak import weak_points
from tests.factories import NOON


def attempt(day: int, *unaided: Verdict, question: str = "dropout", score: float | None = 0.5) -> Attempt:
    """An attempt on a day with a verdict for each key point, all of which were met with help."""
    points = tuple(PointSeen(f"k{n}", f"Fact {n}.", 1, verdict, Verdict.MET) for n, verdict in enumerate(unaided, 1))
    return Attempt(f"s{day}", 1, question, "t", "What?", NOON + timedelta(days=day), score, score, points)


def found(*attempts: Attempt) -> list[tuple[str, str]]:
    return [(weak.attempt.session_id, weak.seen.point) for weak in weak_points(attempts)]


def test_a_key_point_is_weak_unless_it_was_met_without_help() -> None:
    verdicts = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED, Verdict.NOT_ASSESSED)
    assert [point for _, point in found(attempt(1, *verdicts))] == ["k2", "k3", "k4"]


def test_only_the_last_attempt_counts() -> None:
    assert found(attempt(2, Verdict.MET, Verdict.MISSED), attempt(1, Verdict.MISSED, Verdict.MET)) == [("s2", "k2")]


def test_an_attempt_without_a_grade_changes_nothing() -> None:
    assert found(attempt(1, Verdict.MISSED), attempt(2, Verdict.MET, score=None)) == [("s1", "k1")]


def test_of_a_point_that_was_not_assessed_the_attempt_before_counts() -> None:
    assert found(attempt(1, Verdict.MISSED), attempt(2, Verdict.NOT_ASSESSED)) == [("s1", "k1")]


def test_a_key_point_is_the_same_under_another_id() -> None:
    moved = (PointSeen("k2", "Fact 1.", 1, Verdict.MET, Verdict.MET),)
    assert found(attempt(1, Verdict.MISSED), replace(attempt(2), points=moved)) == []


def test_a_claim_that_was_reworded_is_not_weak_in_its_old_words() -> None:
    reworded = (PointSeen("k1", "A fact in other words.", 1, Verdict.MET, Verdict.MET),)
    assert found(attempt(1, Verdict.MISSED), replace(attempt(2), points=reworded)) == []


def test_questions_are_apart() -> None:
    assert found(attempt(1, Verdict.MISSED, question="a"), attempt(2, Verdict.MET, question="b")) == [("s1", "k1")]
