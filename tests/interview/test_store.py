"""What is read off the history."""

from __future__ import annotations

from datetime import datetime

import pytest

from interviewer.interview.session import Mode
from interviewer.interview.store import SessionSummary, to_resume
from tests.factories import NOON


def a_summary(name: str, *, finished_at: datetime | None = None, has_answers: bool = True) -> SessionSummary:
    return SessionSummary(name, Mode.PRACTICE, NOON, finished_at, 3, 1, 0, None, None, (), (), has_answers)


@pytest.mark.parametrize(
    ("newest_first", "resumed"),
    [
        ([a_summary("new"), a_summary("old")], "new"),
        ([a_summary("by accident", has_answers=False), a_summary("old")], "old"),
        ([a_summary("new", has_answers=False), a_summary("old", has_answers=False)], "new"),
        ([a_summary("over", finished_at=NOON), a_summary("old", has_answers=False)], "old"),
    ],
)
def test_the_newest_unfinished_session_with_an_answer_is_resumed_before_one_without(
    newest_first: list[SessionSummary], resumed: str
) -> None:
    found = to_resume(newest_first)
    assert found is not None
    assert found.session_id == resumed


def test_where_every_session_is_finished_there_is_none_to_resume() -> None:
    assert to_resume([a_summary("over", finished_at=NOON)]) is None
