"""A model's reply, freed of the library that carried it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.models.errors import BadReplyError
from interviewer.models.json_text import without_thoughts

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

# No token of any usual vocabulary is on average longer, so a longer reply is no reply of so many tokens.
MOST_CHARACTERS_PER_TOKEN = 16

MOST_TOKENS = 10_000_000
"""No model reads or writes more at a time. A server that counts more, or less than none, has not counted."""

# What the providers call a reply that the limit on tokens cut off; the protocol's word is "length".
_CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens"})


@dataclass(frozen=True)
class Reply:
    """What a model said.

    `text` is its words, or the arguments of the tool that it called. `finish` is the protocol's finish_reason,
    `refusal` what stands in the protocol's field of that name.
    """

    text: str
    finish: str
    refusal: str


def reply_of(message: AIMessage) -> Reply:
    """The reply that a message of LangChain holds."""
    called = _arguments(message)
    text = called if called is not None else without_thoughts(text_of(message))
    return Reply(text, finish_of(message), str(message.additional_kwargs.get("refusal") or ""))


def text_of(message: AIMessage) -> str:
    """The words of a message, as they came."""
    return str(message.text)


def finish_of(message: AIMessage) -> str:
    """Why the model stopped, in the protocol's words; empty where the message does not say."""
    said = message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason") or ""
    lowered = str(said).lower()
    return "length" if lowered in _CUT_OFF else lowered


def tokens_of(message: AIMessage) -> tuple[int, int] | None:
    """Input and output tokens as the server counted them, None where it did not."""
    usage = message.usage_metadata
    if not usage:
        return None
    given, taken = token_count(usage["input_tokens"]), token_count(usage["output_tokens"])
    return None if given is None or taken is None or not (given or taken) else (given, taken)


def token_count(value: object) -> int | None:
    """A number of tokens as a server tells it; None where it cannot be one."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MOST_TOKENS else None


def check_length(characters: int, max_tokens: int) -> None:
    """Raises BadReplyError where a reply is longer than `max_tokens` can be."""
    if characters > max_tokens * MOST_CHARACTERS_PER_TOKEN:
        raise BadReplyError(
            f"The reply does not end: it is longer than {max_tokens} tokens can be.", "Try again, or another model."
        )


def _arguments(message: AIMessage) -> str | None:
    """The arguments of the last tool call as JSON, or as they are where they are no JSON."""
    if message.tool_calls:
        # A NaN in it stays one, and who reads the text finds that it is no JSON.
        return json.dumps(message.tool_calls[-1]["args"])
    if message.invalid_tool_calls:
        return str(message.invalid_tool_calls[-1]["args"] or "")
    return None
