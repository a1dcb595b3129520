"""The calendar day of a moment."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

from interviewer.learning.days import day_of
from tests.factories import NOON


def test_days_are_those_of_the_candidate() -> None:
    evening = NOON.replace(hour=23)
    assert day_of(evening, UTC) == evening.date()
    assert day_of(evening, timezone(timedelta(hours=2))) == evening.date() + timedelta(days=1)
