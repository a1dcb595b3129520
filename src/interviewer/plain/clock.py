"""The clock of a mock interview in line mode: the time left in front of each line that is typed, and in the title of
the terminal while it is typed.

The title is the one place that can change while somebody types without touching what they type: the terminal echoes
and wraps the line by itself, and nothing tells where its cursor is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from types import TracebackType
from typing import Self

from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Phase
from interviewer.plain.pages import Pages

_MARKS = (
    (300, "5 minutes left for this question."),
    (60, "1 minute left for this question."),
    (0, "Time is up for this question: finish your sentence and send it with an empty line."),
)
_EVERY_SECONDS = 1.0


class QuestionClock:
    """The time left for a question, which may take `limit` seconds; `clock` counts seconds."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.restart(limit)

    def restart(self, limit: int) -> None:
        """Another question is open, which may take `limit` seconds."""
        self._limit = limit
        self._asked_at = self._clock()
        self._marks = [mark for mark in _MARKS if mark[0] < self._limit]

    @property
    def line(self) -> str:
        """The time left, or the time since the limit."""
        left = self._left
        return f"{_shown(left)} left" if left >= 0 else f"{_shown(-left)} over"

    def passed(self) -> Iterator[str]:
        """What is to be said of the marks that were passed since this was last asked: the last of them."""
        passed = [mark for mark in self._marks if self._left <= mark[0]]
        self._marks = self._marks[len(passed) :]
        if passed:
            yield passed[-1][1]

    @property
    def _left(self) -> int:
        return self._limit - int(self._clock() - self._asked_at)


class TitleClock:
    """Shows what `line` returns in the title of the terminal, every second from entering to leaving."""

    def __init__(self, pages: Pages, line: Callable[[], str]) -> None:
        self._pages = pages
        self._line = line
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="title-clock")

    def __enter__(self) -> Self:
        self._pages.keep_title()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Gives the terminal its own title back."""
        self._over.set()
        self._thread.join(_EVERY_SECONDS)
        with suppress(OSError):  # a terminal that hung up has no title
            self._pages.restore_title()

    def _run(self) -> None:
        with suppress(OSError, ValueError):  # as above; whoever writes the next line is told
            while not self._over.is_set():
                self._pages.title(self._line())
                self._over.wait(_EVERY_SECONDS)


class MockClock:
    """The clock of an interview, if it is a mock interview in a terminal; otherwise it shows nothing."""

    def __init__(
        self,
        driver: ConversationDriver,
        pages: Pages,
        clock: Callable[[], float],
        *,
        prompts: bool,
        titles: bool,
    ) -> None:
        limit = driver.time_limit
        self._driver = driver
        self._pages = pages
        self._question = None if limit is None else QuestionClock(limit, clock)
        self._prompts = prompts
        self._titles = titles

    def restart(self) -> None:
        """Another question is open."""
        limit = self._driver.time_limit
        if self._question is not None and limit is not None:
            self._question.restart(limit)

    def prompt(self) -> None:
        """Before a line of an answer: says which mark was passed, and the time left."""
        if self._question is not None and self._prompts and self._driver.session.phase is Phase.ANSWERING:
            for mark in self._question.passed():
                self._pages.say(mark)
            self._pages.prompt(f"[{self._question.line}] ")

    def in_title(self) -> TitleClock | nullcontext[None]:
        """The clock in the title, for a `with` statement."""
        if self._question is None or not self._titles:
            return nullcontext()
        return TitleClock(self._pages, self._title)

    def _title(self) -> str:
        session = self._driver.session
        if self._question is None or session.phase is not Phase.ANSWERING:
            return "interviewer"
        return f"{self._question.line} · question {len(session.turns)} of {len(session.plan.question_ids)}"


def _shown(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
