"""Which key point is probed next."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.question import KeyPoint
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import next_probe, unmet_points
from interviewer.interview.follow_ups import points_to_follow_up, probe_in_words
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


def expecting(*credits_: tuple[Verdict, float]) -> tuple[PointVerdict, ...]:
    """Verdicts on QUESTION with the credit that each is expected to earn."""
    grade = a_grade(QUESTION, *(verdict for verdict, _ in credits_))
    return tuple(replace(one, expected=credit) for one, (_, credit) in zip(grade.verdicts, credits_, strict=True))


def followed_up(verdicts: tuple[PointVerdict, ...]) -> list[str]:
    return [point.id for point in points_to_follow_up(QUESTION, verdicts)]


def test_what_was_clearly_missed_is_followed_up_before_what_was_met_in_part() -> None:
    assert followed_up(a_grade(QUESTION, Verdict.MISSED, Verdict.PARTIAL, Verdict.MISSED).verdicts) == [
        "k3",
        "k1",
        "k2",
    ]


def test_what_may_have_been_said_in_other_words_comes_after_what_was_clearly_missed() -> None:
    assert followed_up(expecting((Verdict.MISSED, 0.0), (Verdict.MISSED, 0.3), (Verdict.PARTIAL, 0.42))) == [
        "k1",
        "k2",
        "k3",
    ]


def test_what_was_nearly_said_is_not_asked_for() -> None:
    assert followed_up(expecting((Verdict.MISSED, 0.0), (Verdict.PARTIAL, 0.48), (Verdict.MET, 0.9))) == ["k1"]


def test_what_was_contradicted_is_followed_up_like_what_was_missed() -> None:
    assert followed_up(expecting((Verdict.MISSED, 0.0), (Verdict.CONTRADICTED, 0.28), (Verdict.MISSED, 0.1)))[0] == "k2"


def test_a_verdict_whose_evidence_did_not_hold_is_clearly_missed() -> None:
    first, second, third = expecting((Verdict.MISSED, 0.0), (Verdict.PARTIAL, 0.48), (Verdict.MISSED, 0.1))
    assert followed_up((first, replace(second, supported=False), third))[0] == "k2"


def test_a_follow_up_on_what_was_met_in_part_asks_to_say_more() -> None:
    grade = a_grade(QUESTION, Verdict.PARTIAL, Verdict.MISSED, Verdict.MISSED)
    half, missed, _ = QUESTION.key_points
    assert probe_in_words(half, grade.verdicts) == f"Say more about this: {half.probe}"
    assert probe_in_words(missed, grade.verdicts) == missed.probe
