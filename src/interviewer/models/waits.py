"""How long a server asks to wait: read within bounds, and put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from interviewer.text import counted

LONGEST = 86_400.0
"""Seconds. Longer waits are cut to this, which is more than any call waits."""

_SECONDS = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_UNITS = ((3600, "hour"), (60, "minute"), (1, "second"))


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds, 0 to LONGEST, that retry-after-ms or Retry-After ask for: as a number, or as a date relative to
    the response's own Date. None where there is no readable request.

    The openai client reads the same headers, in a method of its own and with its own clock.
    """
    milliseconds = (headers.get("retry-after-ms") or "").strip()
    asked = (headers.get("retry-after") or "").strip()
    if _SECONDS.fullmatch(milliseconds):
        seconds = float(milliseconds) / 1000
    elif _SECONDS.fullmatch(asked):
        seconds = float(asked)
    else:
        until, now = _date(asked), _date(headers.get("date") or "")
        if until is None or now is None:
            return None
        seconds = (until - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST)


def in_words(seconds: float) -> str:
    """A wait of so many seconds, rounded up: "40 seconds", "2 minutes", "about 3 hours", "more than a day"."""
    if not seconds < LONGEST:
        return "more than a day"
    unit, name = next(((unit, name) for unit, name in _UNITS if seconds >= 2 * unit), (1, "second"))
    count = -int(-max(seconds, 1.0) // unit)
    return f"{'about ' if name == 'hour' else ''}{counted(count, name)}"


def _date(text: str) -> datetime | None:
    """An HTTP date; without a zone it is taken as UTC, as HTTP specifies."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
