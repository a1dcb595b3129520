"""What a server asks to wait, whatever it writes there, is a bounded number of seconds and a phrase."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interviewer.models.waits import LONGEST, asked_wait, in_words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PHRASE = re.compile(r"1 second|[1-9]\d{0,2} (seconds|minutes)|about [1-9]\d? hours|more than a day")


def dated(later: timedelta) -> dict[str, str]:
    return {"retry-after": format_datetime(NOW + later, usegmt=True), "date": format_datetime(NOW, usegmt=True)}


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("9", 9.0),
        (" 2.5 ", 2.5),
        (".5", 0.5),
        ("-3", 0.0),
        ("100000000000000000000", LONGEST),
        ("9" * 5000, LONGEST),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("1_000", None),
        ("٣", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +99999999999999", None),
    ],
)
def test_a_number_is_read_within_bounds_and_anything_else_is_not(asked: str, seconds: float | None) -> None:
    assert asked_wait({"retry-after": asked, "date": format_datetime(NOW, usegmt=True)}) == seconds


def test_nothing_asked_is_nothing() -> None:
    assert asked_wait({}) is None


@pytest.mark.parametrize(
    ("later", "seconds"),
    [(timedelta(seconds=9), 9.0), (timedelta(days=9000), LONGEST), (timedelta(days=-1), 0.0)],
)
def test_a_date_is_read_beside_the_responses_own(later: timedelta, seconds: float) -> None:
    assert asked_wait(dated(later)) == seconds


def test_a_date_without_a_zone_is_taken_as_utc() -> None:
    headers = dated(timedelta(seconds=9))
    assert asked_wait({**headers, "retry-after": headers["retry-after"].replace("GMT", "-0000")}) == 9.0


def test_a_date_without_another_to_hold_it_against_is_nothing() -> None:
    assert asked_wait({"retry-after": dated(timedelta(seconds=9))["retry-after"]}) is None


@given(st.text(max_size=40) | st.floats().map(str) | st.integers().map(str), st.text(max_size=40))
@example("Mon, 01 Jan 0001 00:00:00 +2300", "Fri, 31 Dec 9999 23:59:59 -2300")
def test_whatever_a_server_writes_is_a_bounded_wait_or_none(asked: str, date: str) -> None:
    seconds = asked_wait({"retry-after": asked, "date": date})
    assert seconds is None or 0 <= seconds <= LONGEST


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1, "1 second"),
        (40, "40 seconds"),
        (119.5, "120 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (600, "10 minutes"),
        (7200, "about 2 hours"),
        (10_000, "about 3 hours"),
        (86_399, "about 24 hours"),
        (LONGEST, "more than a day"),
        (float("inf"), "more than a day"),
        (float("nan"), "more than a day"),
    ],
)
def test_a_wait_is_told_as_a_person_would(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@given(st.floats())
def test_any_number_of_seconds_is_a_short_phrase(seconds: float) -> None:
    assert PHRASE.fullmatch(in_words(seconds))
