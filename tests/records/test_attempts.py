"""What is read of all sessions for progress and the plan."""

from __future__ import annotations

from interviewer.grading.grade import Method
from interviewer.grading.graders import GradedWith, GraderName
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.learning.attempts import MisconceptionStated
from interviewer.records.store import SqlSessionStore
from tests.factories import WordGrader
from tests.records.conftest import an_interview

FULL = "fact1 fact2 fact3"


def answer(interview: Interview, text: str) -> None:
    """Submits an answer and delivers its grade."""
    for event in interview.submit(text):
        if isinstance(event, GradingStarted):
            interview.deliver(event.ticket, WordGrader().grade(event.request))


def test_attempts_are_the_turns_that_are_over_oldest_first(store: SqlSessionStore) -> None:
    later = an_interview(store, "a-later")
    first = an_interview(store, "b-first")
    answer(first, FULL)
    answer(later, "fail")
    later.proceed()
    answer(later, FULL)
    later.proceed()
    answer(later, "fact1")  # its follow-up is open
    found = store.attempts()
    assert [(one.session_id, one.question_id, one.unaided) for one in found] == [
        ("b-first", "dropout", 1.0),
        ("a-later", "dropout", None),
        ("a-later", "momentum", 1.0),
    ]
    assert [one.at for one in found] == [first.session.turn.closed_at, *(t.closed_at for t in later.session.turns[:2])]


def test_a_turn_that_a_finished_session_left_open_is_an_attempt(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, "fact1")
    assert store.attempts() == []
    interview.finish()
    (found,) = store.attempts()
    assert found.at == interview.session.finished_at
    assert found.unaided == credit_of_turn(interview.session.turn).unaided
    assert found.whole_seconds is None


def test_an_attempt_tells_what_was_met_alone_and_what_with_help(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, "fact1")
    answer(interview, "fact2")
    answer(interview, "no idea of that one")
    (found,) = store.attempts()
    assert [(seen.point, seen.unaided, seen.aided) for seen in found.points] == [
        ("k1", Verdict.MET, Verdict.MET),
        ("k2", Verdict.MISSED, Verdict.MET),
        ("k3", Verdict.MISSED, Verdict.MISSED),
    ]
    assert [seen.weight for seen in found.points] == [3, 2, 1]
    credit = credit_of_turn(interview.session.turn)
    assert (found.unaided, found.aided) == (credit.unaided, credit.aided)


def test_what_a_hint_led_to_is_not_met_alone(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    interview.hint()
    answer(interview, FULL)
    (found,) = store.attempts()
    assert (found.points[0].unaided, found.points[0].aided) == (Verdict.MISSED, Verdict.MET)
    assert found.points[1].unaided is Verdict.MET


def test_a_second_try_counts_for_nothing(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    for said in ("fact1", "nothing", "nothing"):
        answer(interview, said)
    before = store.attempts()
    interview.retry()
    answer(interview, FULL)
    assert store.attempts() == before


def test_an_attempt_tells_its_words_times_graders_and_misconceptions(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, f"{FULL} lie")
    turn = interview.session.turn
    (found,) = store.attempts()
    assert (found.session_id, found.number, found.topic, found.wording) == (
        interview.session.plan.session_id,
        1,
        "regularization",
        "What is dropout?",
    )
    assert turn.exchanges[0].answered_at is not None
    assert turn.closed_at is not None
    assert found.seconds == (turn.exchanges[0].answered_at - turn.asked_at).total_seconds() > 0
    assert found.whole_seconds == (turn.closed_at - turn.asked_at).total_seconds() > found.seconds
    assert found.misconceptions == (MisconceptionStated("m1", "It is a lie.", "It is the truth."),)
    assert found.graded_with == (GradedWith(GraderName(Method.SIMILARITY, "fake", "1"), "abc"),)


def test_a_skipped_question_is_an_attempt_without_a_grade(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    interview.skip()
    (found,) = store.attempts()
    assert (found.unaided, found.points, found.graded_with, found.seconds) == (None, (), (), None)
    assert not found.is_graded


def test_how_sure_the_candidate_was_of_the_first_answer_is_told(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    (_, started) = interview.submit(FULL)
    assert isinstance(started, GradingStarted)
    interview.state_confidence(0.75)
    interview.deliver(started.ticket, WordGrader().grade(started.request))
    (found,) = store.attempts()
    assert found.confidence == 0.75
