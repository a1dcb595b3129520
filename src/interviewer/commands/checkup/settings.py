"""Where each setting was found. No value is shown: some are secret."""

from __future__ import annotations

from interviewer.commands.checkup.check import Check, State
from interviewer.settings import Settings, variable_of


def look_at_settings(settings: Settings) -> Check:
    """The given settings, by where they were found."""
    by_origin: dict[str, list[str]] = {}
    for field in settings.found:
        by_origin.setdefault(settings.origin(field), []).append(variable_of(field))
    told = [f"{', '.join(sorted(names))} from {origin}" for origin, names in sorted(by_origin.items())]
    return Check("settings", State.OK, "; ".join(told) or "none given: all have their defaults")
