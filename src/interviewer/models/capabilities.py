"""What a server can do: found out by asking for the best and doing without what it refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class StructuredOutputMode(StrEnum):
    """How a reply of a given shape is asked for, the surest way first."""

    JSON_SCHEMA = "json_schema"
    TOOL = "tool"
    JSON_MODE = "json_mode"
    TEXT = "text"


# Statuses with which servers refuse a feature. 500 is what some answer when their grammar cannot express a schema.
REFUSING_STATUSES = frozenset({400, 404, 415, 422, 500, 501})

_STRUCTURED = re.compile(
    r"response_format|json_schema|json_object|json mode|schema|\btools?\b|tool_choice|tool_calls?|function|strict"
    r"|structured|grammar"
)
_UNSUPPORTED = re.compile(
    r"support|unknown|unrecogni[sz]ed|not permitted|not allowed|extra|unexpected|deprecated|additional"
)
_LIMIT = re.compile(r"max_tokens|max_completion_tokens")
_STREAM_USAGE = re.compile(r"stream_options|include_usage")


@dataclass(frozen=True)
class ServerCapabilities:
    """What is asked of a server.

    `modes` are the ways to a given shape that are left, `limits` the names for the limit on tokens that are left
    (none: no limit is sent), both with the one in use first.
    """

    modes: tuple[StructuredOutputMode, ...] = tuple(StructuredOutputMode)
    limits: tuple[str, ...] = ("max_tokens", "max_completion_tokens")
    temperature: bool = True
    stream_usage: bool = True

    @property
    def mode(self) -> StructuredOutputMode:
        """The way to a given shape that is in use."""
        return self.modes[0]

    def without(self, complaint: str, *, structured: bool) -> ServerCapabilities | None:
        """What is left to ask for after a server's complaint; None where it is about something else.

        `structured` says whether the request asked for a shape.
        """
        said = complaint.lower()
        unsupported = _UNSUPPORTED.search(said) is not None
        if self.temperature and "temperature" in said and unsupported:
            return replace(self, temperature=False)
        if self.limits and _LIMIT.search(said) and unsupported:
            return replace(self, limits=self.limits[1:])
        if self.stream_usage and _STREAM_USAGE.search(said):
            return replace(self, stream_usage=False)
        if structured and len(self.modes) > 1 and _STRUCTURED.search(said):
            return replace(self, modes=self.modes[1:])
        return None

    def meet(self, other: ServerCapabilities) -> ServerCapabilities:
        """What both can do."""
        return ServerCapabilities(
            min(self.modes, other.modes, key=len),
            min(self.limits, other.limits, key=len),
            self.temperature and other.temperature,
            self.stream_usage and other.stream_usage,
        )
