"""The test call to a chat model, and what is said of model and key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import cast

import pytest

from interviewer.commands.checkup.chat import ChatSetup, Probe, call_once, look_at_chat, look_at_key
from interviewer.commands.checkup.check import Check, State
from interviewer.models.chat import Call, Shape, Structured, Usage
from interviewer.models.errors import ModelError, ModelRefusedError, ModelUnreachableError
from tests.models import answers
from tests.models.loopback import Answer, ChatServer
from tests.models.talk import KEY as SERVER_KEY
from tests.models.talk import chat_on

KEY = "sk-never-to-be-seen"


class FakeChat:
    """Answers every structured call with one probe, or raises."""

    name = "openai:fake"

    def __init__(self, total: int = 42, how: str = "json_schema", cost: float | None = 0.002) -> None:
        self.calls: list[Call] = []
        self.error: ModelError | None = None
        self._total, self._how, self._cost = total, how, cost

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """The one reply."""
        self.calls.append(call)
        if self.error is not None:
            raise self.error
        value = cast(Shape, Probe(reasoning="Adding.", sum=self._total))
        return Structured(value, Usage(50, 12, 1, self._cost), "fake-2\x1b[31m", self._how)

    def stream(self, call: Call) -> Iterator[str]:
        """Never asked for."""
        raise NotImplementedError

    def spent(self) -> Usage:
        """Nothing."""
        return Usage()


def looked(setup: ChatSetup, *, offline: bool = False) -> tuple[dict[str, Check], list[str]]:
    """Every check by its name, and what was narrated."""
    told: list[str] = []
    checks = look_at_chat(setup, offline=offline, clock=lambda: 0.0, narrate=told.append)
    return {check.name: check for check in checks}, told


def a_setup(chat: FakeChat, *, key_set: bool = True, base_url: str = "") -> ChatSetup:
    return ChatSetup("openai:fake", base_url, key_set=key_set, open=lambda: chat)


def test_a_good_reply_tells_how_it_was_had_how_long_and_what_it_took() -> None:
    ticks = count(0, 1.5)
    found = call_once(FakeChat(), lambda: float(next(ticks)))
    assert found.state is State.OK
    assert found.says == "fake-2␛[31m by json_schema in 1.5 s, 50 tokens in, 12 out, cost 0.0020 USD"


def test_a_reply_that_had_to_be_read_from_text_is_a_warning() -> None:
    found = call_once(FakeChat(how="text"), lambda: 0.0)
    assert (found.state, bool(found.hint)) == (State.WARNING, True)


def test_a_wrong_sum_is_a_warning_that_shows_it() -> None:
    found = call_once(FakeChat(total=41), lambda: 0.0)
    assert found.state is State.WARNING
    assert "41" in found.says


def test_an_unknown_cost_is_unknown() -> None:
    assert call_once(FakeChat(cost=None), lambda: 0.0).says.endswith("cost unknown")


@pytest.mark.parametrize(
    ("error", "unreachable"), [(ModelUnreachableError("No."), True), (ModelRefusedError("No."), False)]
)
def test_a_failed_call_is_a_problem(error: ModelError, unreachable: bool) -> None:
    chat = FakeChat()
    chat.error = error
    found, _ = looked(a_setup(chat))
    assert found["test call"] == Check("test call", State.PROBLEM, "No.", "", unreachable=unreachable)


def test_the_person_is_told_where_a_question_goes_before_it_is_sent() -> None:
    chat = FakeChat()
    told: list[str] = []

    def narrate(line: str) -> None:
        assert not chat.calls
        told.append(line)

    list(look_at_chat(a_setup(chat, base_url="http://h:11434/v1"), offline=False, clock=lambda: 0.0, narrate=narrate))
    assert told == ["Sending one test question to openai:fake at http://h:11434."]
    assert len(chat.calls) == 1


def test_offline_nothing_is_sent() -> None:
    chat = FakeChat()
    found, told = looked(a_setup(chat), offline=True)
    assert "test call" not in found
    assert (chat.calls, told) == ([], [])


def test_without_a_model_nothing_is_wrong() -> None:
    found, told = looked(ChatSetup())
    assert {check.state for check in found.values()} == {State.OK}
    assert "similarity" in found["chat model"].says
    assert told == []


@pytest.mark.parametrize(
    ("setup", "state", "says"),
    [
        (ChatSetup("openai:m", key_set=True), State.OK, "set"),
        (ChatSetup(key_set=True), State.OK, "set"),
        (ChatSetup(), State.OK, "not set"),
        (ChatSetup("openai:m"), State.PROBLEM, "not set"),
        (ChatSetup("openai:m", "http://localhost:1/v1"), State.OK, "not set; many self-hosted servers need none"),
        (ChatSetup("another:m"), State.OK, "not set; this provider's key goes by another name"),
    ],
)
def test_a_missing_key_is_a_problem_only_where_one_is_needed(setup: ChatSetup, state: State, says: str) -> None:
    found = look_at_key(setup)
    assert (found.state, found.says) == (state, says)


@pytest.mark.parametrize("url", [f"https://user:{KEY}@host/v1", f"https://host/v1?key={KEY}", f"http://[{KEY}"])
def test_a_secret_in_the_url_is_never_shown(url: str) -> None:
    found, told = looked(a_setup(FakeChat(), base_url=url))
    assert KEY not in str(found) + str(told)


def on_a_server(server: ChatServer) -> Check:
    """The test call of the real adapter to a server on this machine."""
    found, _ = looked(ChatSetup("openai:scripted", server.url, key_set=True, open=lambda: chat_on(server)))
    return found["test call"]


@pytest.mark.parametrize(
    ("rejects", "answer", "how"),
    [
        ((), answers.json_reply({"reasoning": "Adding.", "sum": 42}), "json_schema"),
        (("json_schema",), answers.tool_call({"reasoning": "Adding.", "sum": 42}), "tool"),
        (
            ("json_schema", "tools", "json_mode"),
            answers.prose_around({"reasoning": "Adding.", "sum": 42}),
            "text",
        ),
    ],
)
def test_a_real_server_is_told_by_how_it_answered(
    chat_server: Callable[..., ChatServer], rejects: tuple[str, ...], answer: Answer, how: str
) -> None:
    found = on_a_server(chat_server(lambda _: answer, rejects=rejects))
    assert f" by {how} in " in found.says
    assert found.state is (State.WARNING if how == "text" else State.OK)


def test_a_server_that_refuses_the_key_is_a_problem_and_the_key_stays_secret(
    chat_server: Callable[..., ChatServer],
) -> None:
    found = on_a_server(chat_server(lambda _: answers.status(401, f"Incorrect API key: {SERVER_KEY}")))
    assert (found.state, found.unreachable) == (State.PROBLEM, False)
    assert SERVER_KEY not in found.says + found.hint


def test_a_server_that_is_not_there_is_one_to_try_again(chat_server: Callable[..., ChatServer]) -> None:
    found = on_a_server(chat_server(lambda _: answers.status(503)))
    assert (found.state, found.unreachable) == (State.PROBLEM, True)
