"""Replies that were had before."""

import dataclasses
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.models.chat import Call, Cancel, Message, Role, Usage
from interviewer.models.reply_cache import CachedReply, ReplyCache, key_of

REPLY = CachedReply('{"word":"met"}', Usage(100, 10, 1, 0.5), "fake-1", "json_schema")

FIELDS = ("messages", "sample", "temperature", "max_tokens", "schema", "model", "base_url")
messages = st.lists(st.builds(Message, st.sampled_from(Role), st.text(max_size=20)), max_size=3)
requests = st.fixed_dictionaries(
    {
        "messages": messages,
        "sample": st.integers(0, 5),
        "temperature": st.none() | st.floats(0, 2),
        "max_tokens": st.integers(1, 5000),
        "schema": st.text(max_size=20),
        "model": st.text(max_size=10),
        "base_url": st.text(max_size=10),
    }
)


Fields = dict[str, object]


def key(request: Fields, **further: object) -> str:
    """The key of a request."""
    fields = dict(request)
    schema, model, base_url = (str(fields.pop(name)) for name in ("schema", "model", "base_url"))
    return key_of(Call(**fields, **further), schema, model=model, base_url=base_url)  # type: ignore[arg-type]


def sized(number: int, characters: int = 1000) -> CachedReply:
    """A reply of about so many characters."""
    return CachedReply(str(number) * characters, Usage(), "m", "h")


@given(requests, requests)
def test_the_key_is_the_same_only_where_all_that_shapes_the_reply_is(one: Fields, other: Fields) -> None:
    assert (key(one) == key(other)) == (one == other)


@given(requests, requests, st.sampled_from(FIELDS))
def test_any_field_that_changes_changes_the_key(request_: Fields, other: Fields, field: str) -> None:
    changed = {**request_, field: other[field]}
    assert (key(changed) == key(request_)) == (changed == request_)


@given(requests)
def test_what_does_not_shape_the_reply_is_not_in_the_key(request_: Fields) -> None:
    assert key(request_) == key(request_, seconds=7.0, cancel=Cancel())


def test_a_message_that_is_split_in_two_has_another_key() -> None:
    whole = Call([Message(Role.USER, "ab")])
    split = Call([Message(Role.USER, "a"), Message(Role.USER, "b")])
    assert key_of(whole, "", model="m", base_url="") != key_of(split, "", model="m", base_url="")


def test_a_lone_surrogate_has_a_key() -> None:
    assert len(key_of(Call([Message(Role.USER, "\ud800")]), "", model="m", base_url="")) == 64


def test_every_field_of_a_call_is_known_to_the_key_or_known_not_to_shape_a_reply() -> None:
    names = {field.name for field in dataclasses.fields(Call)}
    assert names == {"messages", "sample", "temperature", "max_tokens", "seconds", "cancel"}


def test_a_kept_reply_is_found_by_another_cache_of_the_same_file(tmp_path: Path) -> None:
    ReplyCache(tmp_path / "new" / "replies.sqlite3").keep("k", REPLY)
    assert ReplyCache(tmp_path / "new" / "replies.sqlite3").find("k") == REPLY


def test_a_reply_that_was_dropped_is_not_found(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite3")
    cache.keep("k", REPLY)
    cache.drop("k")
    assert cache.find("k") is None


def test_a_reply_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite3")
    cache.keep("k", REPLY)
    cache.keep("k", dataclasses.replace(REPLY, value="{}"))
    found = cache.find("k")
    assert found is not None
    assert found.value == "{}"


def test_without_a_path_nothing_is_kept() -> None:
    cache = ReplyCache(None)
    cache.keep("k", REPLY)
    assert cache.find("k") is None


def test_the_oldest_replies_go_when_there_are_too_many(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite3", max_bytes=11_000)
    for number in range(1, 21):
        cache.keep(str(number), sized(number % 10))
    kept = [number for number in range(1, 21) if cache.find(str(number)) is not None]
    assert kept == list(range(min(kept), 21))
    assert 6 <= len(kept) <= 10


def test_replies_of_other_processes_count_for_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite3"
    for number in range(1, 31):
        ReplyCache(path, max_bytes=11_000).keep(str(number), sized(number % 10))
    with sqlite3.connect(path) as file:
        total = file.execute("SELECT SUM(size) FROM replies").fetchone()[0]
    file.close()
    assert total <= 11_000


def test_what_another_cache_has_kept_meanwhile_counts_when_room_is_made(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite3"
    one, other = ReplyCache(path, max_bytes=11_000), ReplyCache(path, max_bytes=11_000)
    assert one.find("") is other.find("") is None
    for number in range(8):
        other.keep(f"other {number}", sized(number))
    for number in range(11):
        one.keep(f"one {number}", sized(number % 10))
    with sqlite3.connect(path) as file:
        total = file.execute("SELECT SUM(size) FROM replies").fetchone()[0]
    file.close()
    assert total <= 11_000


def test_a_reply_larger_than_the_bound_is_not_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite3", max_bytes=5_000)
    cache.keep("small", REPLY)
    cache.keep("large", sized(1, 6_000))
    assert cache.find("large") is None
    assert cache.find("small") == REPLY


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite3"
    path.write_bytes(b"no database at all" * 1000)
    cache = ReplyCache(path)
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    assert cache.find("k") == REPLY


def test_a_reply_that_is_damaged_is_none(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite3"
    cache = ReplyCache(path)
    cache.keep("k", REPLY)
    cache.close()
    for damage in ("", "[]", "{}", '{"value": 1, "usage": [], "model": 1, "how": 1}'):
        with sqlite3.connect(path) as file:
            file.execute("UPDATE replies SET reply = ?", (damage,))
        file.close()
        assert cache.find("k") is None, damage


def test_where_nothing_can_be_written_nothing_is_kept_and_one_line_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = ReplyCache(tmp_path / "file" / "replies.sqlite3")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            cache.keep("k", REPLY)
            assert cache.find("k") is None
    assert len(caplog.records) == 1


def test_a_file_that_another_process_locks_is_no_cache_and_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "replies.sqlite3"
    monkeypatch.setattr("interviewer.models.reply_cache._BUSY_SECONDS", 0.05)
    cache = ReplyCache(path)
    assert cache.find("k") is None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with caplog.at_level(logging.WARNING):
        cache.keep("k", REPLY)
    other.close()
    assert len(caplog.records) == 1


def test_sixteen_threads_keep_and_find(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite3")

    def work(number: int) -> bool:
        reply = dataclasses.replace(REPLY, value=str(number))
        cache.keep(str(number), reply)
        return cache.find(str(number)) == reply

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(200)))
