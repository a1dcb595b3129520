"""What past turns say about what to practise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interviewer.grading.grade import Method
from interviewer.interview.history import standings, topic_weakness
from interviewer.interview.store import PastTurn
from tests.factories import NOON


def turn(question: str, unaided: float, days: float = 0, topic: str = "optimization") -> PastTurn:
    return PastTurn(question, topic, NOON + timedelta(days=days), unaided, unaided, (Method.SIMILARITY,))


def test_the_last_score_counts() -> None:
    known = standings([turn("adam", 0.9, 3), turn("adam", 0.2, 0)])
    assert known["adam"].last_unaided == 0.9
    assert not known["adam"].weak


def test_a_score_below_the_line_is_weak() -> None:
    assert standings([turn("adam", 0.59)])["adam"].weak


def test_a_good_answer_is_due_later_than_a_bad_one() -> None:
    known = standings([turn("adam", 1.0), turn("sgd", 0.1)])
    assert known["adam"].due_at > known["sgd"].due_at


def test_a_good_answer_is_due_again_at_some_time() -> None:
    due = standings([turn("adam", 1.0)])["adam"].due_at
    assert NOON < due < NOON + timedelta(days=60)


def test_repeats_on_the_same_day_do_not_put_the_due_date_off() -> None:
    once = standings([turn("adam", 0.8)])["adam"]
    thrice = standings([turn("adam", 0.8), turn("adam", 0.8, 0.1), turn("adam", 0.8, 0.2)])["adam"]
    assert thrice.due_at == once.due_at


def test_the_weakness_of_a_topic_is_what_its_questions_lack() -> None:
    known = standings([turn("adam", 0.9), turn("sgd", 0.3), turn("auc", 1.0, topic="evaluation")])
    assert topic_weakness(known) == {"optimization": pytest.approx(0.4), "evaluation": pytest.approx(0.0)}
