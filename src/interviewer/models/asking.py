"""Asks a chat model for what code checks: in the same words for the same texts, and once more where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from interviewer.models.chat import Call, ChatModel, Message, Role, Shape, Usage
from interviewer.models.errors import BadReplyError, ModelError
from interviewer.models.spotlighting import Delimiters, keyed_token, new_delimiters

_MOST_SAID = 4_000  # characters of an unusable reply, for the model to see what it said
_AGAIN = "That reply cannot be used. {error} {wanted}"

Found = TypeVar("Found")


@dataclass(frozen=True)
class Answered(Generic[Shape, Found]):
    """A reply that can be used, what was found in it, and what all askings for it used."""

    reply: Shape
    found: Found
    usage: Usage


def asked_twice(
    chat: ChatModel,
    call: Call,
    shape: type[Shape],
    read: Callable[[Shape], Found],
    wanted: str = "Reply again, whole.",
) -> Answered[Shape, Found]:
    """A reply that `read` takes; one on which it raises BadReplyError is asked for once more, with what is wrong.

    `wanted` tells the model how to reply then. If `read` does not take that one either, its error is raised and both
    replies are removed from the cache: trying again asks the model again. Raises the ModelError of the calls, which
    tells what all of them used.
    """
    first = chat.structured(call, shape)
    try:
        return Answered(first.value, read(first.value), first.usage)
    except BadReplyError as error:
        said = Message(Role.ASSISTANT, first.value.model_dump_json()[:_MOST_SAID])
        wrong = Message(Role.USER, _AGAIN.format(error=error.message, wanted=wanted))
    try:
        second = chat.structured(replace(call, messages=(*call.messages, said, wrong)), shape)
    except ModelError as error:
        raise error.having_used(first.usage + (error.used or Usage())) from error
    usage = first.usage + second.usage
    try:
        return Answered(second.value, read(second.value), usage)
    except BadReplyError as error:
        first.forget()
        second.forget()
        raise error.having_used(usage) from error


def keyed_delimiters(texts: Iterable[str], key: bytes) -> Delimiters:
    """Delimiters of `texts` that nobody without `key` can guess, and that are the same for the same texts."""
    held = tuple(texts)
    return new_delimiters(held, keyed_token(key, held))
