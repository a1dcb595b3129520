"""A model's reply, independent of the library that carried it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.models.errors import BadReplyError
from interviewer.models.json_text import without_thoughts

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

# No common vocabulary's tokens are longer on average, so a longer reply cannot have so many tokens.
MOST_CHARACTERS_PER_TOKEN = 16

MOST_TOKENS = 10_000_000
"""No model reads or writes more at a time. A count above this, or below zero, is ignored."""

THOUGHTS = "reasoning"
"""The key under which a message carries the model's thoughts outside its reply."""

# What providers call a reply that the token limit cut off; the protocol's word is "length".
_CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens"})


@dataclass(frozen=True)
class Reply:
    """What a model said.

    `text` is its words, or the arguments of the tool that it called. `finish` is the protocol's finish_reason,
    `refusal` the protocol's field of that name.
    """

    text: str
    finish: str
    refusal: str


class ReplyReader:
    """Assembles a reply from LangChain messages: one whole message, or chunks of it.

    `length` counts all characters received, `tokens` are input and output as the server counted them. Some servers
    report them in the last chunk, some in each with the sum so far: the greatest is used.
    """

    def __init__(self) -> None:
        self.length = 0
        self.tokens: tuple[int, int] | None = None
        self._text: list[str] = []
        self._thoughts: list[str] = []
        self._refusal: list[str] = []
        self._arguments: dict[int | None, list[str]] = {}
        self._finish = ""

    def take(self, message: AIMessage) -> str:
        """Reads a message; returns its words."""
        text, more = str(message.text), message.additional_kwargs
        self._text.append(text)
        self._refusal.append(str(more.get("refusal") or ""))
        self._thoughts.append(str(more.get(THOUGHTS) or ""))
        for index, arguments in _arguments(message):
            self._arguments.setdefault(index, []).append(arguments)
            self.length += len(arguments)
        self.length += len(text) + len(self._thoughts[-1])
        self._finish = finish_of(message) or self._finish
        counted = tokens_of(message)
        if counted is not None:
            before = self.tokens or (0, 0)
            self.tokens = max(before[0], counted[0]), max(before[1], counted[1])
        return text

    @property
    def everything(self) -> str:
        """All that came, thoughts and arguments included."""
        return "".join((*self._thoughts, *self._text, *(part for parts in self._arguments.values() for part in parts)))

    def reply(self) -> Reply:
        """What was said: the arguments of the last tool call if there is one, or else the words after any thoughts."""
        called = list(self._arguments.values())[-1:]
        text = "".join(called[0]) if called else without_thoughts("".join(self._text))
        return Reply(text, self._finish, "".join(self._refusal))


def finish_of(message: AIMessage) -> str:
    """Why the model stopped, in the protocol's words; empty where the message does not say."""
    said = message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason") or ""
    lowered = str(said).lower()
    return "length" if lowered in _CUT_OFF else lowered


def tokens_of(message: AIMessage) -> tuple[int, int] | None:
    """Input and output tokens as the server counted them, None if it did not."""
    usage = message.usage_metadata
    if not usage:
        return None
    given, taken = token_count(usage["input_tokens"]), token_count(usage["output_tokens"])
    return None if given is None or taken is None or not (given or taken) else (given, taken)


def token_count(value: object) -> int | None:
    """A number of tokens as a server reports it; None if it cannot be one."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MOST_TOKENS else None


def check_length(characters: int, max_tokens: int) -> None:
    """Raises BadReplyError where a reply is longer than `max_tokens` can be."""
    if characters > max_tokens * MOST_CHARACTERS_PER_TOKEN:
        raise BadReplyError(
            f"The reply does not end: it is longer than {max_tokens} tokens can be.", "Try again, or another model."
        )


def _arguments(message: AIMessage) -> Iterator[tuple[int | None, str]]:
    """Tool calls: the index of each, and its arguments as JSON, or as they are if they are not JSON."""
    chunks = getattr(message, "tool_call_chunks", None)
    if chunks is not None:
        yield from ((chunk["index"], chunk["args"] or "") for chunk in chunks)
        return
    for index, call in enumerate(message.tool_calls):
        # NaN stays NaN, and whatever reads the text finds that it is not JSON.
        yield index, json.dumps(call["args"])
    for index, broken in enumerate(message.invalid_tool_calls, start=len(message.tool_calls)):
        yield index, str(broken["args"] or "")
