"""Where a candidate stands on questions and topics."""

from __future__ import annotations

import pytest

from interviewer.learning.standing import standings, topic_weakness
from tests.factories import a_question
from tests.learning.attempted import attempted

ADAM, SGD = a_question("adam", topic="optimization"), a_question("sgd", topic="optimization")
AUC = a_question("auc", topic="evaluation")


def test_the_last_score_counts() -> None:
    known = standings([attempted(3, 0.9, question=ADAM), attempted(0, 0.2, question=ADAM)])
    assert known["adam"].last_unaided == 0.9
    assert not known["adam"].weak


def test_what_has_no_grade_changes_nothing() -> None:
    known = standings([attempted(0, 0.9, question=ADAM), attempted(1, None, question=ADAM)])
    assert known["adam"].last_unaided == 0.9


def test_a_score_below_the_line_is_weak() -> None:
    assert standings([attempted(0, 0.59)])["dropout"].weak
    assert not standings([attempted(0, 0.6)])["dropout"].weak


def test_the_weakness_of_a_topic_is_what_its_questions_lack() -> None:
    known = standings(
        [attempted(0, 0.9, question=ADAM), attempted(0, 0.3, question=SGD), attempted(0, 1.0, question=AUC)]
    )
    assert topic_weakness(known) == {"optimization": pytest.approx(0.4), "evaluation": pytest.approx(0.0)}
