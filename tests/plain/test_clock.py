"""The clock of a mock interview in line mode: in a real terminal, and over streams."""

from __future__ import annotations

import io
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.interview.choosing import Choices
from interviewer.plain import LineInterviewer, Pages
from interviewer.plain.clock import QuestionClock
from interviewer.settings import load_settings
from tests.front_ends import QuickContext, a_mock
from tests.tui.terminals import InTerminal

MOCK = ("-m", "interviewer", "--plain", "--offline", "--mode", "mock", "--count", "2", "--seed", "4")
TITLE = re.compile(rb"\x1b\]2;([^\x07]*)\x07")
TIME_IS_UP = "Time is up for this question: finish your sentence and send it with an empty line."
KEEP, RESTORE = b"\x1b[22;2t", b"\x1b[23;2t"


class Seconds:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def said(context: QuickContext, typed: str, choices: Choices, seconds: Seconds, *, prompts: bool) -> str:
    """The interview that is written while lines are typed, each a minute after the one before."""

    class Slow(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed has two of it
            seconds.now += 60
            return super().readline()

    out = io.StringIO()
    driver = context.sessions.begin(choices, lambda *_: None)
    LineInterviewer(context, driver, Slow(typed), Pages(out, io.StringIO()), seconds, prompts=prompts).run()
    return out.getvalue()


def test_the_time_left_counts_down_and_then_on(seconds: Seconds) -> None:
    clock = QuestionClock(180, seconds)
    shown = []
    for passed in (0, 75, 104, 1, 20):
        seconds.now += passed
        shown.append(clock.line)
    assert shown == ["3:00 left", "1:45 left", "0:01 left", "0:00 left", "0:20 over"]


def test_each_mark_is_told_once_and_only_the_last_of_several(seconds: Seconds) -> None:
    clock = QuestionClock(600, seconds)
    told = []
    for passed in (299, 1, 1, 300):
        seconds.now += passed
        told.append(list(clock.passed()))
    assert told == [[], ["5 minutes left for this question."], [], [TIME_IS_UP]]


def test_another_question_has_its_time_to_itself(seconds: Seconds) -> None:
    clock = QuestionClock(60, seconds)
    seconds.now += 70
    list(clock.passed())
    clock.restart(60)
    assert clock.line == "1:00 left"
    seconds.now += 60
    assert list(clock.passed()) == [TIME_IS_UP]


@pytest.fixture
def context(tmp_path: Path) -> QuickContext:
    return QuickContext(tmp_path)


def test_the_time_left_stands_before_each_line_of_an_answer(context: QuickContext, seconds: Seconds) -> None:
    told = said(context, "fact1\nfact2\n/skip\n/quit\n", a_mock(), seconds, prompts=True)
    assert re.findall(r"\[[^]]+\] ", told) == ["[3:00 left] ", "[2:00 left] ", "[1:00 left] ", "[3:00 left] "]
    assert told.count("1 minute left for this question.") == 1


def test_practice_has_no_clock(context: QuickContext, seconds: Seconds) -> None:
    assert " left]" not in said(context, "fact1\n\n/quit\n", Choices(), seconds, prompts=True)


def test_streams_have_no_clock(context: QuickContext, seconds: Seconds) -> None:
    told = said(context, "fact1\nfact2\n\n/quit\n", a_mock(), seconds, prompts=False)
    assert "left" not in told
    assert "\x1b" not in told


@pytest.fixture
def opened(ready_home: Path) -> Iterator[InTerminal]:
    """A mock interview in line mode in a real terminal, at its first question."""
    with ExitStack() as stack:
        terminal = InTerminal(MOCK)
        stack.callback(terminal.close)
        terminal.wait_for("[3:00 left] ")
        yield terminal


@pytest.mark.slow
@pytest.mark.posix
def test_the_title_runs_while_somebody_types_and_what_they_type_stays_as_it_is(opened: InTerminal) -> None:
    opened.type("half of ")
    opened.wait_for("2:58 left · question 1 of 2")
    opened.type("an answer\x7f\x7f\x7f\x7f\x7f\x7fidea\n")
    opened.wait_for("left] ", after="idea")
    written = TITLE.sub(b"", opened.written)
    assert b"left] half of an answer" + b"\b \b" * 6 + b"idea\r\n" in written
    context = AppContext(load_settings(None))
    (summary,) = context.store().summaries()
    assert context.store().load(summary.session_id).draft == "half of an idea"


@pytest.mark.slow
@pytest.mark.posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_terminal_has_its_own_title_back_at_the_end(opened: InTerminal, number: signal.Signals) -> None:
    opened.kill(number)
    assert opened.exit_code() == 128 + number
    assert opened.written.count(KEEP) == opened.written.count(RESTORE) == 1
    assert not TITLE.search(opened.written[opened.written.index(RESTORE) :])
    assert opened.is_as_before


@pytest.mark.slow
@pytest.mark.posix
def test_a_terminal_without_titles_gets_none(ready_home: Path) -> None:
    terminal = InTerminal(MOCK, TERM="dumb")
    try:
        terminal.wait_for("[3:00 left] ")
        terminal.type("/quit\n")
        assert terminal.exit_code() == 0
        assert b"\x1b" not in terminal.written
    finally:
        terminal.close()
