"""A reply that code cannot use is asked for once more, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from interviewer.models.asking import asked_twice, keyed_delimiters
from interviewer.models.chat import Call, Role, Shape, Structured, Usage
from interviewer.models.errors import BadReplyError
from tests.models.fake_chat import Verdict, call_of


class Chat:
    """Says the words it is given, one a call, and notes which replies were dropped from the cache."""

    def __init__(self, *words: str) -> None:
        self._words = list(words)
        self.calls: list[Call] = []
        self.forgotten: list[str] = []

    @property
    def name(self) -> str:
        return "openai:fake"

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        word = self._words[len(self.calls)]
        self.calls.append(call)
        value = shape.model_validate({"word": word})
        return Structured(value, Usage(100, 10, 1, 0.5), "fake-1", "json_schema", forget=self._forget(word))

    def stream(self, call: Call) -> Iterator[str]:
        raise AssertionError("nothing is streamed")

    def spent(self) -> Usage:
        return Usage()

    def _forget(self, word: str) -> Callable[[], None]:
        return lambda: self.forgotten.append(word)


def met(reply: Verdict) -> bool:
    if reply.word not in ("met", "missed"):
        raise BadReplyError(f"There is no verdict {reply.word}.")
    return reply.word == "met"


def test_a_reply_that_can_be_used_is_asked_for_once() -> None:
    chat = Chat("met")
    answered = asked_twice(chat, call_of(), Verdict, met)

    assert (answered.reply, answered.found, answered.usage.calls) == (Verdict(word="met"), True, 1)


def test_one_that_cannot_is_asked_for_again_with_what_is_wrong() -> None:
    chat = Chat("odd", "missed")
    answered = asked_twice(chat, call_of("Hello."), Verdict, met, "One word.")

    assert (answered.found, answered.usage.calls, chat.forgotten) == (False, 2, [])
    assert [(message.role, message.text) for message in chat.calls[1].messages] == [
        (Role.USER, "Hello."),
        (Role.ASSISTANT, '{"word":"odd"}'),
        (Role.USER, "That reply cannot be used. There is no verdict odd. One word."),
    ]


def test_two_that_cannot_are_forgotten() -> None:
    chat = Chat("odd", "even", "met")
    with pytest.raises(BadReplyError, match="even"):
        asked_twice(chat, call_of(), Verdict, met)

    assert (len(chat.calls), chat.forgotten) == (2, ["odd", "even"])


def test_a_long_reply_is_repeated_in_part() -> None:
    chat = Chat("x" * 10_000, "met")
    asked_twice(chat, call_of(), Verdict, met)

    assert len(chat.calls[1].messages[1].text) == 4_000


def test_delimiters_are_the_same_for_the_same_texts_and_key_only() -> None:
    token = keyed_delimiters(iter(["one", "two"]), b"k").token

    assert keyed_delimiters(["one", "two"], b"k").token == token
    assert keyed_delimiters(["onet", "wo"], b"k").token != token
    assert keyed_delimiters(["one", "two"], b"l").token != token
