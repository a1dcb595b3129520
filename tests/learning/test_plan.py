"""Today's plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from interviewer.corpus.question import Question, Shelf
from interviewer.learning.attempts import Attempt
from interviewer.learning.pace import EXPECTED_SECONDS
from interviewer.learning.plan import TodayPlan, plan_of_today
from interviewer.learning.schedule import schedule
from tests.factories import a_question
from tests.learning.attempted import MET, MISSED, SIMILAR, attempted, on_day

MIS = a_question().misconceptions[0]
NAMES = ("dropout", "momentum", "softmax")
QUESTIONS = [replace(a_question(name), misconceptions=(replace(MIS, belief=f"Lie of {name}."),)) for name in NAMES]
DROPOUT, MOMENTUM, SOFTMAX = QUESTIONS
FAILED = [(MISSED, MISSED)] * 3
KNOWN = [(MET, MET)] * 3


def plan(*attempts: Attempt, day: float = 1, by_similarity: bool = False) -> TodayPlan:
    return plan_of_today(attempts, QUESTIONS, on_day(day), by_similarity=by_similarity, zone=UTC)


def failed(day: float, question: Question, unaided: float = 0.1) -> Attempt:
    return attempted(day, unaided, question=question, points=FAILED)


def test_nothing_done_is_nothing_due() -> None:
    assert plan().sentence == "Nothing is due today"
    assert (plan().drill, plan().notes, plan().minutes) == ((), (), 0)


def test_the_plan_in_a_line() -> None:
    both = attempted(0, 0.1, question=DROPOUT, points=FAILED, states=["m1"])
    assert plan(both).sentence == "3 due, 1 misconception, 3 minutes"
    assert plan(both, failed(0, MOMENTUM)).sentence == "6 due, 1 misconception, 6 minutes"
    assert plan(failed(0, SOFTMAX)).sentence == "3 due, 0 misconceptions, 3 minutes"


def test_what_was_missed_is_due_the_next_day_and_not_before() -> None:
    assert plan(failed(0, DROPOUT), day=0.2).question_ids == ()
    assert plan(failed(0, DROPOUT), day=1).question_ids == ("dropout",)
    (question,) = plan(failed(0, DROPOUT)).questions
    assert [(point.point, point.due_on) for point in question.due] == [
        (k, on_day(1).date()) for k in ("k1", "k2", "k3")
    ]


def test_a_day_with_nothing_due_names_the_next_one_that_has() -> None:
    known = attempted(0, 1.0, question=DROPOUT, points=[(MET, MET), (MISSED, MET)])
    assert plan(known, day=0.2).notes == (f"The next key points are due on {on_day(1).date()}.",)
    assert plan(known, day=1).next_on == on_day(2).date()
    assert plan(known, day=1).notes == ()
    assert plan().next_on is None


def test_only_the_key_points_that_are_due_are_planned() -> None:
    found = plan(attempted(0, 0.5, question=DROPOUT, points=[(MET, MET), (MISSED, MISSED), (MET, MET)]))
    assert [point.point for point in found.questions[0].due] == ["k2"]
    assert found.due_points == 1


def test_what_has_been_due_longest_comes_first_then_the_weakest() -> None:
    attempts = failed(1, DROPOUT), failed(0, MOMENTUM, 0.3), failed(0, SOFTMAX, 0.2)
    assert plan(*attempts, day=4).question_ids == ("softmax", "momentum", "dropout")


def test_a_misconception_is_planned_though_nothing_else_is_due() -> None:
    stated = attempted(0, 1.0, question=DROPOUT, points=KNOWN, states=["m1"])
    (question,) = plan(stated).questions
    assert (question.question_id, question.due, question.misconceptions) == ("dropout", (), ("Lie of dropout.",))
    assert plan(stated).sentence == "0 due, 1 misconception, 3 minutes"
    assert plan(stated, day=0.3).questions == ()


def test_a_classic_is_planned_only_where_it_was_asked_before() -> None:
    classic = replace(a_question("old"), shelf=Shelf.CLASSIC, misconceptions=DROPOUT.misconceptions)
    stated = attempted(0, 1.0, question=DROPOUT, points=KNOWN, states=["m1"])
    never_asked = plan_of_today((stated,), [classic], on_day(1), by_similarity=False, zone=UTC)
    assert never_asked.question_ids == ()
    asked = failed(0, classic)
    kept = plan_of_today((asked,), [classic], on_day(1), by_similarity=False, zone=UTC)
    assert kept.question_ids == ("old",)


def test_weak_questions_that_are_not_due_come_last_in_a_drill() -> None:
    weak = attempted(1, 0.2, question=SOFTMAX, points=FAILED)
    found = plan(failed(0, DROPOUT), weak, day=1.3)
    assert (found.question_ids, found.weak, found.drill) == (("dropout",), ("softmax",), ("dropout", "softmax"))


def test_grades_by_similarity_count_only_if_allowed_and_that_is_said() -> None:
    similar = attempted(0, 0.1, question=DROPOUT, points=FAILED, states=["m1"], by=(SIMILAR,))
    left_out = plan(similar)
    assert (left_out.sentence, left_out.not_counted, left_out.drill) == ("Nothing is due today", 1, ("dropout",))
    assert left_out.notes == (
        "Not counted here: 1 grade, given by similarity without a chat model. "
        "INTERVIEWER_PLAN_BY_SIMILARITY=true counts such grades.",
    )
    counted = plan(similar, by_similarity=True)
    assert (counted.sentence, counted.notes) == ("3 due, 1 misconception, 3 minutes", ())


def test_minutes_come_from_ones_own_median_once_five_were_timed() -> None:
    def timed(*seconds: float) -> TodayPlan:
        return plan(*(attempted(-n, 0.1, question=DROPOUT, points=FAILED, seconds=s) for n, s in enumerate(seconds)))

    assert timed(60, 60, 60, 60).seconds_per_question == EXPECTED_SECONDS[DROPOUT.level]
    own = timed(60, 50, 70, 3600, 60)
    assert (own.seconds_per_question, own.timed, own.minutes) == (60, 5, 1)


def test_what_the_corpus_no_longer_has_is_left_out() -> None:
    gone = a_question("gone")
    reworded = replace(DROPOUT, key_points=tuple(replace(point, claim="New.") for point in DROPOUT.key_points))
    found = plan(failed(0, gone), failed(0, reworded))
    assert found.question_ids == ()


@given(
    st.lists(
        st.builds(
            lambda day, question, ok: attempted(
                day, 0.9 if ok else 0.2, question=question, points=KNOWN if ok else FAILED, states=() if ok else ["m1"]
            ),
            st.integers(0, 30),
            st.sampled_from(QUESTIONS),
            st.booleans(),
        ),
        max_size=15,
    ),
    st.integers(0, 60),
)
def test_a_plan_has_what_the_schedule_has_due_and_no_question_twice(attempts: list[Attempt], day: int) -> None:
    past = [attempt for attempt in attempts if attempt.at <= on_day(day)]
    found = plan(*past, day=day)
    today = on_day(day).date()
    due = [point for points in schedule(past, UTC).values() for point in points.values() if point.due_on <= today]
    assert found.due_points == len(due)
    assert len(set(found.drill)) == len(found.drill)
    assert found.minutes * 60 >= len(found.questions) * found.seconds_per_question
    beliefs = {belief for question in found.questions for belief in question.misconceptions}
    assert {entry.belief for entry in found.misconceptions} == beliefs
