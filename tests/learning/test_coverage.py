"""The map of the corpus."""

from __future__ import annotations

from interviewer.grading.grade import Method
from interviewer.learning.attempts import Attempt
from interviewer.learning.coverage import STALE_AFTER_DAYS, QuestionState, coverage
from tests.factories import a_question
from tests.learning.attempted import GATE, SIMILAR, attempted, on_day

QUESTIONS = [a_question("adam", topic="optimization"), a_question("sgd", topic="optimization"), a_question("auc")]
ADAM = QUESTIONS[0]


def state(*attempts: Attempt, due: bool = False, day: float = 10) -> QuestionState:
    found = coverage(QUESTIONS, attempts, frozenset({"adam"} if due else ()), on_day(day))
    return next(one.state for one in found.questions if one.question_id == "adam")


def test_a_question_is_where_its_last_grade_puts_it() -> None:
    assert state() is QuestionState.NEVER_ASKED
    assert state(attempted(0, None, question=ADAM)) is QuestionState.UNGRADED
    assert state(attempted(0, 0.59, question=ADAM)) is QuestionState.WEAK
    assert state(attempted(0, 0.6, question=ADAM)) is QuestionState.PASSED
    assert state(attempted(0, 0.2, question=ADAM), attempted(1, 0.9, question=ADAM)) is QuestionState.PASSED
    assert state(attempted(0, 0.9, question=ADAM), attempted(1, 0.2, question=ADAM)) is QuestionState.WEAK
    assert state(attempted(0, 0.9, question=ADAM), attempted(1, None, question=ADAM)) is QuestionState.PASSED


def test_a_pass_is_stale_once_it_is_due_or_too_long_ago() -> None:
    passed = attempted(0, 0.9, question=ADAM)
    assert state(passed, due=True) is QuestionState.STALE
    assert state(passed, day=STALE_AFTER_DAYS) is QuestionState.PASSED
    assert state(passed, day=STALE_AFTER_DAYS + 0.1) is QuestionState.STALE
    assert state(attempted(0, 0.2, question=ADAM), due=True) is QuestionState.WEAK


def test_every_question_of_the_corpus_is_counted_once() -> None:
    found = coverage(QUESTIONS, [attempted(0, 0.9, question=ADAM)], frozenset(), on_day(1))
    assert [(one.topic, one.total) for one in found.topics] == [("optimization", 2), ("regularization", 1)]
    assert found.topics[0].counts[QuestionState.PASSED] == 1
    assert found.counts == {state: {"passed": 1, "never asked": 2}.get(state, 0) for state in QuestionState}
    assert (found.questions[0].attempts, found.questions[0].last_unaided) == (1, 0.9)


def test_the_map_tells_who_gave_the_last_grades() -> None:
    attempts = [
        attempted(0, 0.9, question=ADAM, by=(SIMILAR,)),
        attempted(1, 0.9, question=ADAM),
        attempted(0, 0.0, question=QUESTIONS[1], by=(GATE,)),
    ]
    found = coverage(QUESTIONS, attempts, frozenset(), on_day(1))
    assert found.graded_by == {Method.GATE: 1, Method.LLM: 1}
