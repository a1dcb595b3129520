"""A real database in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interviewer.interview.engine import Interview
from interviewer.interview.session import Mode, Plan, Session
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import NOON, a_question, ticking_clock

QUESTIONS = {name: a_question(name) for name in ("dropout", "momentum", "softmax")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "interviewer.sqlite3"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[..., SqlSessionStore]]:
    """Opens a store on `path`, and closes it after the test; each call is like another program."""
    stores: list[SqlSessionStore] = []

    def open_another(busy_seconds: float = 5.0) -> SqlSessionStore:
        stores.append(open_store(path, busy_seconds))
        return stores[-1]

    yield open_another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[..., SqlSessionStore]) -> SqlSessionStore:
    return opened()


def an_interview(store: SqlSessionStore, session_id: str = "20261102-test", mode: Mode = Mode.PRACTICE) -> Interview:
    """An interview over three questions, started and saved."""
    plan = Plan(session_id=session_id, mode=mode, question_ids=tuple(QUESTIONS), started_at=NOON, seed=7)
    interview = Interview(Session(plan=plan), QUESTIONS, store, ticking_clock())
    interview.start()
    return interview
