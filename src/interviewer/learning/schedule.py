"""When each key point is due again: the FSRS scheduler over the first attempt of each day.

Days, not moments, are scheduled: what is due on a day is due all day, and an hour more or less between two days is
nothing. Repeats on the same day inflate stability (fsrs-optimizer#192), so only the first one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, PointSeen, in_order
from interviewer.learning.days import day_of

if TYPE_CHECKING:
    from fsrs import Rating


@dataclass(frozen=True)
class ScheduledPoint:
    """A key point with the day that it is due on."""

    question_id: str
    claim: str
    due_on: date


Schedule = Mapping[str, Mapping[str, ScheduledPoint]]
"""Question id to claim to when it is due. Claims and not ids name key points: `k2` is another one once a question file
was rearranged."""


def schedule(attempts: Iterable[Attempt], zone: tzinfo | None = None) -> Schedule:
    """When each key point of these attempts is due, by FSRS with its default parameters and without fuzz.

    Nothing is random: the same attempts give the same days, in whatever order they come. A key point that was not
    assessed logs nothing.
    """
    from fsrs import Card, Scheduler  # only if there is something to schedule

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    reviews = _first_of_each_day(attempts, zone)
    found: dict[str, dict[str, ScheduledPoint]] = {}
    for (question_id, claim), by_day in reviews.items():
        card = Card(card_id=1, due=_midnight(next(iter(by_day))))
        for day, seen in by_day.items():
            card, _ = scheduler.review_card(card, rating_of(seen), review_datetime=_midnight(day))
        found.setdefault(question_id, {})[claim] = ScheduledPoint(question_id, claim, card.due.date())
    return found


def rating_of(seen: PointSeen) -> Rating:
    """How an attempt at a key point is logged: met unaided is Good, met only with help is Hard, and all else, a half
    of it included, is below the pass line and Again. Nothing is Easy: no verdict tells how easy it was."""
    from fsrs import Rating

    if seen.unaided is Verdict.MET:
        return Rating.Good
    return Rating.Hard if seen.aided is Verdict.MET else Rating.Again


def _first_of_each_day(
    attempts: Iterable[Attempt], zone: tzinfo | None
) -> dict[tuple[str, str], dict[date, PointSeen]]:
    """Each key point's first assessed appearance on each day, by question id and claim, oldest first."""
    found: dict[tuple[str, str], dict[date, PointSeen]] = {}
    for attempt in in_order(attempts):
        if not attempt.is_graded:
            continue
        day = day_of(attempt.at, zone)
        for seen in attempt.points:
            if seen.aided is not Verdict.NOT_ASSESSED:
                found.setdefault((attempt.question_id, seen.claim), {}).setdefault(day, seen)
    return found


def _midnight(day: date) -> datetime:
    """A day as FSRS wants it: it counts whole days between moments in UTC."""
    return datetime.combine(day, time(), UTC)
