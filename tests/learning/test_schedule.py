"""When key points are due."""

from __future__ import annotations

import random
from datetime import UTC, date

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen
from interviewer.learning.schedule import ScheduledPoint, rating_of, schedule
from tests.factories import a_question
from tests.learning.attempted import MET, MISSED, PARTIAL, attempted, on_day

VERDICTS = st.sampled_from([MET, PARTIAL, MISSED, Verdict.CONTRADICTED, Verdict.NOT_ASSESSED])


@st.composite
def seen(draw: st.DrawFn) -> tuple[Verdict, Verdict]:
    """An unaided verdict and an aided one that is no worse."""
    alone = draw(VERDICTS)
    return alone, MET if draw(st.booleans()) and alone is not Verdict.NOT_ASSESSED else alone


HISTORIES = st.lists(
    st.builds(
        lambda day, points: attempted(day, points=points),
        st.integers(0, 400).map(lambda quarters: quarters / 4),
        st.lists(seen(), min_size=3, max_size=3),
    ),
    max_size=15,
)


def first_point(*attempts: Attempt) -> ScheduledPoint:
    claim = a_question().key_points[0].claim
    return schedule(attempts, UTC)["dropout"][claim]


@pytest.mark.parametrize(
    ("alone", "helped", "rating"),
    [
        (MET, MET, Rating.Good),
        (MISSED, MET, Rating.Hard),
        (PARTIAL, MET, Rating.Hard),
        (PARTIAL, PARTIAL, Rating.Again),
        (MISSED, PARTIAL, Rating.Again),
        (MISSED, MISSED, Rating.Again),
        (Verdict.CONTRADICTED, Verdict.CONTRADICTED, Rating.Again),
    ],
)
def test_below_the_pass_line_is_again_and_an_aided_success_is_hard_at_most(
    alone: Verdict, helped: Verdict, rating: Rating
) -> None:
    assert rating_of(PointSeen("k1", "A claim.", 1, alone, helped)) is rating


def test_what_was_known_is_due_later_than_what_was_not() -> None:
    known = first_point(attempted(points=[(MET, MET)]))
    helped = first_point(attempted(points=[(MISSED, MET)]))
    missed = first_point(attempted(points=[(MISSED, MISSED)]))
    assert missed.due_on <= helped.due_on < known.due_on
    assert missed.due_on == on_day(1).date()


def test_a_success_after_a_wait_is_due_after_a_longer_one() -> None:
    one = first_point(attempted(0, points=[(MET, MET)]))
    two = first_point(attempted(0, points=[(MET, MET)]), attempted(3, points=[(MET, MET)]))
    assert two.due_on - on_day(3).date() > one.due_on - on_day(0).date()


def test_the_first_attempt_of_a_day_counts() -> None:
    failed = attempted(0, points=[(MISSED, MISSED)])
    assert first_point(failed, attempted(0.2, points=[(MET, MET)])) == first_point(failed)


def test_the_next_day_is_another_one_however_few_hours_lie_between() -> None:
    late, early = attempted(0.4, points=[(MISSED, MISSED)]), attempted(0.6, points=[(MET, MET)])
    assert first_point(late, early).due_on > first_point(late).due_on


def test_what_has_no_grade_and_what_was_not_assessed_logs_nothing() -> None:
    unassessed = [(Verdict.NOT_ASSESSED, Verdict.NOT_ASSESSED)]
    assert schedule([attempted(unaided=None, points=[(MET, MET)]), attempted(1, points=unassessed)], UTC) == {}


def test_key_points_are_told_apart_by_what_they_claim() -> None:
    before, after = a_question(), a_question(weights=(1, 2, 3))
    moved = attempted(30, question=after, points=[(MISSED, MISSED)])
    assert before.key_points[0].claim == after.key_points[0].claim
    first = attempted(question=before, points=[(MET, MET), (MET, MET)])
    once, twice = (schedule(attempts, UTC)["dropout"] for attempts in ([first], [first, moved]))
    same, other = (point.claim for point in before.key_points[:2])
    assert twice[same].due_on > on_day(30).date() > once[same].due_on
    assert twice[other] == once[other]


@given(HISTORIES, st.randoms())
def test_the_same_attempts_give_the_same_days_in_whatever_order_they_come(
    attempts: list[Attempt], rng: random.Random
) -> None:
    shuffled = list(attempts)
    rng.shuffle(shuffled)
    one_each = list({attempt.at: attempt for attempt in attempts}.values())
    mixed = [attempt for attempt in shuffled if attempt in one_each]
    assert schedule(one_each, UTC) == schedule(mixed, UTC)


def last_days(attempts: list[Attempt]) -> dict[str, date]:
    """The last day on which each key point was assessed, by its claim."""
    oldest_first = sorted(attempts, key=lambda attempt: attempt.at)
    assessed = ((attempt, point) for attempt in oldest_first for point in attempt.points)
    return {point.claim: attempt.at.date() for attempt, point in assessed if point.aided is not Verdict.NOT_ASSESSED}


@given(HISTORIES)
def test_every_key_point_that_was_assessed_is_due_after_the_day_on_which_it_was(attempts: list[Attempt]) -> None:
    days, found = last_days(attempts), schedule(attempts, UTC).get("dropout", {})
    assert found.keys() == days.keys()
    assert all(point.due_on > days[claim] for claim, point in found.items())


@given(HISTORIES)
def test_a_better_last_day_never_brings_a_key_point_sooner(attempts: list[Attempt]) -> None:
    def due(verdict: Verdict) -> object:
        return first_point(*attempts, attempted(200, points=[(verdict, verdict)])).due_on

    assert due(MET) >= due(PARTIAL) == due(MISSED)  # type: ignore[operator]
