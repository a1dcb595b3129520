"""Progress on stderr: a bar on a terminal, elsewhere a line at the start and one at the end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and out of how much (0 if unknown)."""


def unwatched(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


_EVERY = 30.0  # seconds between two lines of slow work
_FEW = 10  # a rate per minute below this has a decimal


@contextmanager
def progress_on_stderr(*, rate: bool = False, detail: Callable[[], str] | None = None) -> Iterator[OnProgress]:
    """Gives a function that shows progress on stderr.

    `rate` adds a rate per second to a bar. `detail` is for slow work: what it returns is shown beside a bar, or without
    a bar in a line every half minute, whether or not anything was done meanwhile, with rate and time left as soon as
    something is done.
    """
    if not sys.stderr.isatty():
        if detail is None:
            yield _lines()
            return
        with _telling(SlowLines(detail)) as lines:
            yield lines.show
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as Bar
    from rich.progress import TimeRemainingColumn as TimeLeftColumn
    from rich.text import Text

    pace = Pace()

    class RateColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")

    class SlowRateColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(pace.in_words(task.description, int(task.total or 0)), style="progress.data.speed")

    class DetailColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(detail() if detail is not None else "")

    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    quick = (*([RateColumn()] if rate else []), TimeLeftColumn())
    with Bar(
        *columns,
        *(quick if detail is None else (SlowRateColumn(), DetailColumn())),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(what: str, done: int, total: int) -> None:
            pace.saw(what, done)
            bar.update(task, description=what, completed=done, total=total or None, visible=True)

        yield show


class Pace:
    """How fast slow work goes, from when it was first shown; unknown until some of it is done.

    What was done before that, by an earlier run, took no time of this one. `clock` counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: dict[str, tuple[float, int]] = {}
        self._done: dict[str, int] = {}

    def saw(self, what: str, done: int) -> None:
        """Notes how much is done of what."""
        self._begun.setdefault(what, (self._clock(), done))
        self._done[what] = done

    def in_words(self, what: str, total: int) -> str:
        """Such as "4.5/min, 12 min left"; empty where that is not known yet. `total` is 0 if unknown."""
        began, before = self._begun.get(what, (0.0, 0))
        done = self._done.get(what, 0)
        seconds = self._clock() - began
        if done <= before or seconds <= 0:
            return ""
        a_minute = (done - before) / seconds * 60
        shown = f"{a_minute:,.0f}/min" if a_minute >= _FEW else f"{a_minute:.1f}/min"
        left = max(1, round((total - done) / a_minute)) if total > done else 0
        return f"{shown}, {left:,} min left" if left else shown


class SlowLines:
    """Lines about slow work: what `_lines` writes, and with each `tell` how far it has come. For any thread."""

    def __init__(self, detail: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._detail = detail
        self._plain = _lines()
        self._pace = Pace(clock)
        self._lock = threading.Lock()
        self._now: tuple[str, int, int] | None = None

    def show(self, what: str, done: int, total: int) -> None:
        """Notes how far it has come; a line at the start and at the end."""
        with self._lock:
            self._plain(what, done, total)
            self._pace.saw(what, done)
            self._now = what, done, total

    def tell(self) -> None:
        """A line that says how far it has come, unless it has not begun or is over."""
        with self._lock:
            if self._now is None:
                return
            what, done, total = self._now
            if total and done >= total:
                return
            of = f"{done} of {total}" if total else f"{done}"
            parts = (of, self._pace.in_words(what, total), self._detail())
            sys.stderr.write(f"{what}: {', '.join(part for part in parts if part)}\n")
            sys.stderr.flush()


@contextmanager
def _telling(lines: SlowLines, every: float | None = None) -> Iterator[SlowLines]:
    """Has the lines told every so many seconds (half a minute), in a thread that ends with the context."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(_EVERY if every is None else every):
            lines.tell()

    teller = threading.Thread(target=tell, name="progress", daemon=True)
    teller.start()
    try:
        yield lines
    finally:
        over.set()
        teller.join()


def _lines() -> OnProgress:
    seen: set[tuple[str, bool]] = set()

    def show(what: str, done: int, total: int) -> None:
        key = (what, total > 0 and done >= total)
        if key not in seen:
            seen.add(key)
            sys.stderr.write(what + (f": {done} of {total}" if total else "") + "\n")
            sys.stderr.flush()

    return show
