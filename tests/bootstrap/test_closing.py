"""What closing the app context ends, and that whatever is used afterwards is started again."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from interviewer.bootstrap import AppContext
from interviewer.models.chat import Call, Message, Role
from interviewer.models.errors import CallCancelledError
from interviewer.progress import unwatched
from interviewer.search.index import SnapshotIndex
from interviewer.search.searcher import Searcher
from interviewer.settings import load_settings
from tests.models import answers
from tests.models.loopback import Servers
from tests.models.talk import GOOD, Judged

CALL = Call([Message(Role.SYSTEM, "Be strict."), Message(Role.USER, "What is dropout?")], seconds=30)
LOOP = "chat models"


@pytest.fixture(autouse=True)
def key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and a key."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")


def an_app_context() -> AppContext:
    return AppContext(load_settings(None))


def loops() -> set[threading.Thread]:
    """The running event loops of chat models; other tests of the process may have left some."""
    return {thread for thread in threading.enumerate() if thread.name == LOOP}


def open_files() -> set[str]:
    """The files that this process has open."""
    return {str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()}


def test_closing_leaves_no_connection_to_a_chat_model_and_no_event_loop(serve: Servers) -> None:
    server, before = serve([answers.json_reply(GOOD)]), loops()
    with an_app_context() as context:
        context.models.chat().structured(CALL, Judged)
        context.models.chat("openai:other", cached=False, speaks=True).structured(CALL, Judged)
        assert not server.all_closed(0)
        assert loops() - before
    assert server.all_closed(5)
    assert not loops() - before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks at the open files as Linux shows them")
def test_closing_leaves_neither_the_reply_cache_nor_the_sessions_open(serve: Servers) -> None:
    serve([answers.json_reply(GOOD)])
    with an_app_context() as context:
        context.models.chat().structured(CALL, Judged)
        context.store().summaries()
        assert {str(context.paths.replies), str(context.paths.database)} <= open_files()
    assert not {str(context.paths.replies), str(context.paths.database)} & open_files()


class WatchedIndex(SnapshotIndex):
    """An index that says whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_closing_releases_the_index_and_the_next_search_opens_it_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexes: list[WatchedIndex] = []

    def opened(*_: object, **__: object) -> Searcher:
        indexes.append(WatchedIndex((), np.empty((0, 4), dtype=np.float32)))
        return Searcher(indexes[-1], lambda: pytest.fail("nothing is searched"), lambda: pytest.fail("nor embedded"))

    monkeypatch.setattr("interviewer.search.open.open_index", opened)
    context = an_app_context()
    context.searcher(unwatched)
    context.close()
    assert indexes[0].closed
    context.searcher(unwatched)
    assert len(indexes) == 2


def test_closing_twice_or_with_nothing_open_is_fine(serve: Servers) -> None:
    serve([answers.json_reply(GOOD)])
    context, before = an_app_context(), loops()
    context.close()
    context.models.close()
    context.models.chat().structured(CALL, Judged)
    context.close()
    context.close()
    assert not loops() - before


def test_after_closing_a_model_is_connected_to_again_and_what_it_used_still_counts(serve: Servers) -> None:
    server = serve([answers.json_reply(GOOD)])
    context = an_app_context()
    chat = context.models.chat()
    for number in range(2):
        chat.structured(Call(CALL.messages, sample=number, seconds=30), Judged)
        context.close()
    assert context.models.spent().calls == len(server.requests) == 2
    assert server.all_closed(5)


def test_closing_ends_a_call_in_progress_at_once(serve: Servers) -> None:
    server = serve([answers.stall()])
    context = an_app_context()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(context.models.chat().structured, CALL, Judged)
        assert server.asked.wait(30)
        before = time.monotonic()
        context.close()
        with pytest.raises(CallCancelledError):
            asked.result(10)
    assert time.monotonic() - before < 5
    assert server.all_closed(5)


def test_the_same_request_at_the_same_time_is_one_call_whoever_makes_it(serve: Servers) -> None:
    server = serve([answers.json_reply(GOOD).after(1)])
    with an_app_context() as context, ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(context.models.chat().structured, CALL, Judged) for _ in range(2)]
        assert all(one.result(30).value.verdict == "met" for one in asked)
    assert len(server.requests) == 1
