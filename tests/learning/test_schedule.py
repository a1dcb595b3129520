"""When key points are due."""

from __future__ import annotations

import random
from datetime import UTC, timedelta, timezone

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen
from interviewer.learning.schedule import ScheduledPoint, day_of, rating_of, schedule
from tests.factories import NOON, a_question
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
    assert two.due_on - two.last_on > one.due_on - one.last_on
    assert (one.reviews, two.reviews) == (1, 2)


def test_the_first_attempt_of_a_day_counts() -> None:
    failed = attempted(0, points=[(MISSED, MISSED)])
    assert first_point(failed, attempted(0.2, points=[(MET, MET)])) == first_point(failed)


def test_the_next_day_is_another_one_however_few_hours_lie_between() -> None:
    late, early = attempted(0.4, points=[(MISSED, MISSED)]), attempted(0.6, points=[(MET, MET)])
    assert first_point(late, early).reviews == 2
    assert first_point(late, early).due_on > first_point(late).due_on


def test_days_are_those_of_the_candidate() -> None:
    evening = NOON.replace(hour=23)
    assert day_of(evening, UTC) == evening.date()
    assert day_of(evening, timezone(timedelta(hours=2))) == evening.date() + timedelta(days=1)


def test_what_has_no_grade_and_what_was_not_assessed_logs_nothing() -> None:
    unassessed = [(Verdict.NOT_ASSESSED, Verdict.NOT_ASSESSED)]
    assert schedule([attempted(unaided=None, points=[(MET, MET)]), attempted(1, points=unassessed)], UTC) == {}


def test_key_points_are_told_apart_by_what_they_claim() -> None:
    before, after = a_question(), a_question(weights=(1, 2, 3))
    moved = attempted(1, question=after, points=[(MISSED, MISSED)])
    assert before.key_points[0].claim == after.key_points[0].claim
    found = schedule([attempted(question=before, points=[(MET, MET), (MET, MET)]), moved], UTC)["dropout"]
    assert [found[point.claim].reviews for point in before.key_points[:2]] == [2, 1]


@given(HISTORIES, st.randoms())
def test_the_same_attempts_give_the_same_days_in_whatever_order_they_come(
    attempts: list[Attempt], rng: random.Random
) -> None:
    shuffled = list(attempts)
    rng.shuffle(shuffled)
    one_each = list({attempt.at: attempt for attempt in attempts}.values())
    mixed = [attempt for attempt in shuffled if attempt in one_each]
    assert schedule(one_each, UTC) == schedule(mixed, UTC)


@given(HISTORIES)
def test_nothing_is_due_on_the_day_it_was_tried_or_before(attempts: list[Attempt]) -> None:
    for points in schedule(attempts, UTC).values():
        for point in points.values():
            assert point.due_on > point.last_on


@given(HISTORIES)
def test_a_better_last_day_never_brings_a_key_point_sooner(attempts: list[Attempt]) -> None:
    def due(verdict: Verdict) -> object:
        return first_point(*attempts, attempted(200, points=[(verdict, verdict)])).due_on

    assert due(MET) >= due(PARTIAL) == due(MISSED)  # type: ignore[operator]


@given(HISTORIES)
def test_every_scheduled_day_is_one_on_which_the_key_point_was_assessed(attempts: list[Attempt]) -> None:
    days: dict[str, set[object]] = {}
    for attempt in attempts:
        for point in attempt.points:
            if point.aided is not Verdict.NOT_ASSESSED:
                days.setdefault(point.claim, set()).add(attempt.at.date())
    found = schedule(attempts, UTC).get("dropout", {})
    assert {claim: point.reviews for claim, point in found.items()} == {c: len(d) for c, d in days.items()}
    assert all(point.last_on == max(days[claim]) for claim, point in found.items())  # type: ignore[type-var]
