"""What a server can do: found out by asking for the best and dropping what it refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class StructuredOutputMode(StrEnum):
    """How a reply of a given shape is requested, most reliable first.

    `JSON_OBJECT_SCHEMA` is the response format json_object with the schema next to it, as llama.cpp's servers take it.
    """

    JSON_SCHEMA = "json_schema"
    TOOL = "tool"
    JSON_OBJECT_SCHEMA = "json_object_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


SERVER_ERROR = 500
"""What some servers return for a response format that they do not know, or a schema their grammar cannot express."""

_UNSAID = frozenset({400, 422})
_REFUSING_STATUSES = frozenset({400, 404, 415, 422, SERVER_ERROR, 501})

_STRUCTURED = re.compile(
    r"response_format|json_schema|json_object|json mode|schema|\btools?\b|tool_choice|tool_calls?|function|strict"
    r"|structured|grammar"
)
_UNSUPPORTED = re.compile(
    r"support|unknown|unrecogni[sz]ed|not permitted|not allowed|extra|unexpected|deprecated|additional"
)
_LIMIT = re.compile(r"max_tokens|max_completion_tokens")
_STREAM_USAGE = re.compile(r"stream_options|include_usage")
_ELSEWHERE = re.compile(
    r"\bkeys?\b|api.?key|tokens?\b|context|too (?:long|large|big)|content|messages?\b|policy|safety|quota|billing"
    r"|credit|temperature"
)
_MODEL = re.compile(r"\bmodels?\b")
_PARAMETER = re.compile(r"parameter|argument|field|option|feature|format")
_STREAM = re.compile(r"\bstream(?:s|ing|ed)?\b")


@dataclass(frozen=True)
class ServerCapabilities:
    """What is asked of a server.

    `modes` are the remaining ways to get a given shape, `limits` the remaining names for the token limit (none: no
    limit is sent), both with the one in use first.
    """

    modes: tuple[StructuredOutputMode, ...] = tuple(StructuredOutputMode)
    limits: tuple[str, ...] = ("max_tokens", "max_completion_tokens")
    temperature: bool = True
    streaming: bool = True
    stream_usage: bool = True

    @property
    def mode(self) -> StructuredOutputMode:
        """The way of getting a given shape that is in use."""
        return self.modes[0]

    def without(self, status: int | None, complaint: str, *, structured: bool) -> ServerCapabilities | None:
        """What is left to ask for after a server's error message with an HTTP status; None where it is about
        something else.

        `structured` is whether the request asked for a shape.
        """
        if status not in _REFUSING_STATUSES:
            return None
        said = complaint.lower()
        unsupported = _UNSUPPORTED.search(said) is not None
        if self.temperature and "temperature" in said and unsupported:
            return replace(self, temperature=False)
        if self.limits and _LIMIT.search(said) and unsupported:
            return replace(self, limits=self.limits[1:])
        if self.stream_usage and _STREAM_USAGE.search(said):
            return replace(self, stream_usage=False)
        if self.streaming and _STREAM.search(said) and unsupported:
            return replace(self, streaming=False)
        if structured and len(self.modes) > 1 and _STRUCTURED.search(said):
            return self.simpler() if status == SERVER_ERROR else replace(self, modes=self.modes[1:])
        return None

    def after_vague(self, status: int | None, complaint: str) -> ServerCapabilities | None:
        """What is left to ask for a shape after a refusal that `without` finds nothing in, by a server of which no
        request for a shape was taken yet; None where it names something else, such as the model or the length."""
        said = complaint.lower()
        elsewhere = _ELSEWHERE.search(said) or (_MODEL.search(said) and not _PARAMETER.search(said))
        if status not in _UNSAID or elsewhere or len(self.modes) < 2:
            return None
        return replace(self, modes=self.modes[1:])

    def simpler(self) -> ServerCapabilities:
        """The next mode except tool calls, for a server that fails on a shape: if it cannot make a grammar from a
        schema, it cannot make one from a tool's either. Unchanged where there is none."""
        left = tuple(mode for mode in self.modes[1:] if mode is not StructuredOutputMode.TOOL)
        return replace(self, modes=left) if left else self

    def meet(self, other: ServerCapabilities) -> ServerCapabilities:
        """What both can do."""
        return ServerCapabilities(
            min(self.modes, other.modes, key=len),
            min(self.limits, other.limits, key=len),
            self.temperature and other.temperature,
            self.streaming and other.streaming,
            self.stream_usage and other.stream_usage,
        )
