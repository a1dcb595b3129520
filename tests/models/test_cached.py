"""A chat model that does not ask twice."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from interviewer.models.cached import CachedChat
from interviewer.models.chat import Call, Cancel, Structured, Usage
from interviewer.models.errors import BadReplyError, CallCancelledError, ModelUnreachableError
from interviewer.models.reply_cache import ReplyCache
from tests.models.fake_chat import FakeChat, Verdict, call_of, run_until


class Narrow(BaseModel):
    """As Verdict, and of one word only."""

    word: str = Field(pattern="^met$")


class Renamed(BaseModel):
    """A shape whose field has another name in JSON."""

    word: str = Field(alias="the word")


@pytest.fixture
def cache(tmp_path: Path) -> ReplyCache:
    return ReplyCache(tmp_path / "replies.sqlite3")


def test_the_same_request_is_asked_once_and_costs_nothing_then(cache: ReplyCache) -> None:
    inner = FakeChat()
    chat = CachedChat(inner, cache)
    first = chat.structured(call_of(), Verdict)
    second = chat.structured(call_of(), Verdict)
    assert (first.cached, first.usage.calls) == (False, 1)
    assert second == Structured(Verdict(word="met"), Usage(), "fake-1", "json_schema", cached=True)
    assert chat.spent().calls == len(inner.calls) == 1


def test_another_sample_is_asked_for_itself(cache: ReplyCache) -> None:
    words = iter(["met", "missed"])
    chat = CachedChat(FakeChat(lambda call: {"word": next(words)}), cache)
    assert [chat.structured(call_of(sample=n), Verdict).value.word for n in (0, 1, 0, 1)] == ["met", "missed"] * 2


def test_another_server_is_asked_for_itself(cache: ReplyCache) -> None:
    inner = FakeChat()
    CachedChat(inner, cache, "http://one/v1").structured(call_of(), Verdict)
    CachedChat(inner, cache, "http://two/v1").structured(call_of(), Verdict)
    assert len(inner.calls) == 2


def test_a_reply_that_failed_is_not_kept(cache: ReplyCache) -> None:
    replies: Iterator[dict[str, Any]] = iter([{"word": "met"}])

    def answer(call: Call) -> dict[str, Any]:
        if len(inner.calls) == 1:
            raise BadReplyError("It has not the shape.")
        return next(replies)

    inner = FakeChat(answer)
    chat = CachedChat(inner, cache)
    with pytest.raises(BadReplyError):
        chat.structured(call_of(), Verdict)
    assert not chat.structured(call_of(), Verdict).cached


def test_a_kept_reply_that_no_longer_validates_is_asked_for_again(cache: ReplyCache) -> None:
    words = iter(["missed", "met"])
    inner = FakeChat(lambda call: {"word": next(words)})
    chat = CachedChat(inner, cache)
    chat._schemas = {Verdict: "same", Narrow: "same"}  # as of a program whose validators have changed
    assert chat.structured(call_of(), Verdict).value.word == "missed"
    again = chat.structured(call_of(), Narrow)
    assert (again.value.word, again.cached) == ("met", False)
    assert chat.structured(call_of(), Narrow).cached


def test_a_kept_reply_that_no_longer_validates_is_gone_even_where_there_is_no_other(
    cache: ReplyCache, tmp_path: Path
) -> None:
    def answer(call: Call) -> dict[str, Any]:
        if len(inner.calls) == 2:
            raise ModelUnreachableError("It broke off.")
        return {"word": "missed"}

    inner = FakeChat(answer)
    chat = CachedChat(inner, cache)
    chat._schemas = {Verdict: "same", Narrow: "same"}
    chat.structured(call_of(), Verdict)
    with pytest.raises(ModelUnreachableError):
        chat.structured(call_of(), Narrow)
    assert not chat.structured(call_of(), Verdict).cached


def test_a_shape_with_other_limits_is_asked_for_itself(cache: ReplyCache) -> None:
    inner = FakeChat()
    chat = CachedChat(inner, cache)
    chat.structured(call_of(), Verdict)
    assert not chat.structured(call_of(), Narrow).cached


def test_a_shape_with_aliases_is_kept(cache: ReplyCache) -> None:
    chat = CachedChat(FakeChat(lambda call: {"the word": "met"}), cache)
    chat.structured(call_of(), Renamed)
    again = chat.structured(call_of(), Renamed)
    assert (again.cached, again.value.word) == (True, "met")


def test_a_reply_that_is_no_unicode_is_answered_and_not_kept(cache: ReplyCache) -> None:
    chat = CachedChat(FakeChat(lambda call: {"word": "\ud800"}), cache)
    assert chat.structured(call_of(), Verdict).value.word == "\ud800"
    assert not chat.structured(call_of(), Verdict).cached


def test_streams_are_not_kept(cache: ReplyCache) -> None:
    inner = FakeChat()
    chat = CachedChat(inner, cache)
    assert [*chat.stream(call_of()), *chat.stream(call_of())] == ["one ", "two"] * 2
    assert len(inner.calls) == 2


def test_nothing_kept_holds_the_servers_address_or_the_question(cache: ReplyCache, tmp_path: Path) -> None:
    chat = CachedChat(FakeChat(), cache, "http://user:secret-key@host/v1")
    chat.structured(call_of("a telling question"), Verdict)
    cache.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"secret-key" not in held
    assert b"telling" not in held


class Held:
    """A model's answer that comes when it is released; `asked` is set when it is awaited."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.asked = threading.Event()
        self.release = threading.Event()
        self._failure = failure

    def __call__(self, call: Call) -> dict[str, Any]:
        self.asked.set()
        assert self.release.wait(20)
        if self._failure is not None:
            raise self._failure
        return {"word": "met"}


def waiters(chat: CachedChat) -> int:
    """How many threads wait for a call that another makes."""
    return sum(len(flight._done_callbacks) for flight in list(chat._flights.values()))  # type: ignore[attr-defined, misc]


def run_until_waiting(chat: CachedChat, count: int) -> None:
    run_until(lambda: waiters(chat) >= count)


@pytest.mark.parametrize("kept", [True, False])
def test_the_same_request_from_many_threads_is_one_call(cache: ReplyCache, *, kept: bool) -> None:
    held = Held()
    inner = FakeChat(held)
    chat = CachedChat(inner, cache if kept else ReplyCache(None))
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(chat.structured, call_of(), Verdict) for _ in range(8)]
        run_until_waiting(chat, 7)
        held.release.set()
        answers = [future.result(20) for future in asking]
    assert len(inner.calls) == 1
    assert sorted(answer.cached for answer in answers) == [False] + [True] * 7
    assert len({id(answer.value) for answer in answers}) == 8
    assert sum(answer.usage.calls for answer in answers) == 1
    assert chat._flights == {}


def test_who_waits_is_told_the_failure_of_the_call(cache: ReplyCache) -> None:
    held = Held(ModelUnreachableError("It broke off.", "Try again."))
    inner = FakeChat(held)
    chat = CachedChat(inner, cache)
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(chat.structured, call_of(), Verdict) for _ in range(2)]
        run_until_waiting(chat, 1)
        held.release.set()
        errors = [future.exception(20) for future in asking]
    assert [str(error) for error in errors] == ["It broke off. Try again."] * 2
    assert errors[0] is not errors[1]
    assert len(inner.calls) == 1


def test_who_waits_asks_for_itself_where_the_call_was_called_off(cache: ReplyCache) -> None:
    held = Held(CallCancelledError("Called off."))
    answers: Iterator[Callable[[Call], Any]] = iter([held, lambda call: {"word": "met"}])
    inner = FakeChat(lambda call: next(answers)(call))
    chat = CachedChat(inner, cache)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(chat.structured, call_of(), Verdict)
        held.asked.wait(20)
        second = pool.submit(chat.structured, call_of(), Verdict)
        run_until_waiting(chat, 1)
        held.release.set()
        assert isinstance(first.exception(20), CallCancelledError)
        assert second.result(20).value.word == "met"


def test_who_waits_can_call_it_off_and_the_call_goes_on(cache: ReplyCache) -> None:
    held = Held()
    chat = CachedChat(FakeChat(held), cache)
    cancel = Cancel()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(chat.structured, call_of(), Verdict)
        held.asked.wait(20)
        second = pool.submit(chat.structured, call_of(cancel=cancel), Verdict)
        run_until_waiting(chat, 1)
        cancel.set()
        assert isinstance(second.exception(20), CallCancelledError)
        held.release.set()
        assert first.result(20).value.word == "met"


def test_who_waits_does_so_no_longer_than_its_call_may_take(cache: ReplyCache) -> None:
    held = Held()
    chat = CachedChat(FakeChat(held), cache)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(chat.structured, call_of(), Verdict)
        held.asked.wait(20)
        with pytest.raises(ModelUnreachableError):
            chat.structured(call_of(seconds=0.05), Verdict)
        held.release.set()
