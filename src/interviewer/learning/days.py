"""The calendar day of a moment."""

from __future__ import annotations

from datetime import date, datetime, tzinfo


def day_of(moment: datetime, zone: tzinfo | None = None) -> date:
    """The calendar day of a moment in a zone, by default that of this machine."""
    return moment.astimezone(zone).date()
