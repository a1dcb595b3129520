"""Progress on stderr: a bar on a terminal, elsewhere a line at the start and one at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and out of how much (0 if unknown)."""


def unwatched(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


_SLOW = 10.0  # per second; slower rates are shown per minute
_EVERY = 30.0  # seconds between two lines of slow work


@contextmanager
def progress_on_stderr(*, rate: bool = False, detail: Callable[[], str] | None = None) -> Iterator[OnProgress]:
    """Gives a function that shows progress on stderr.

    `rate` adds a rate per second to a bar. `detail` is for slow work: what it returns is shown beside a bar, or without
    a bar in a line every half minute, with rate and time left.
    """
    if not sys.stderr.isatty():
        yield _lines() if detail is None else _slow_lines(detail)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as Bar
    from rich.progress import TimeRemainingColumn as TimeLeftColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            slow = detail is not None and (speed or 0) < _SLOW
            shown = f"{(speed or 0) * 60:,.0f}/min" if slow else f"{speed:,.0f}/s"
            return Text(shown if speed else "", style="progress.data.speed")

    class DetailColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(detail() if detail is not None else "")

    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    with Bar(
        *columns,
        *([RateColumn()] if rate else []),
        TimeLeftColumn(),
        *([DetailColumn()] if detail is not None else []),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None, visible=True)

        yield show


def _lines() -> OnProgress:
    seen: set[tuple[str, bool]] = set()

    def show(what: str, done: int, total: int) -> None:
        key = (what, total > 0 and done >= total)
        if key not in seen:
            seen.add(key)
            sys.stderr.write(what + (f": {done} of {total}" if total else "") + "\n")
            sys.stderr.flush()

    return show


def _slow_lines(detail: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> OnProgress:
    """Like `_lines`, plus how far it has come every half minute."""
    plain = _lines()
    begun = told = clock()
    first: int | None = None

    def show(what: str, done: int, total: int) -> None:
        nonlocal told, first
        plain(what, done, total)
        first = done if first is None and done else first
        now = clock()
        if first is None or now - told < _EVERY or done <= first:
            return
        told = now
        speed = (done - first) / (now - begun)
        left = f", {(total - done) / speed / 60:,.0f} min left" if total > done else ""
        of = f" of {total}" if total else ""
        sys.stderr.write(f"{what}: {done}{of}, {speed * 60:,.0f}/min{left}, {detail()}\n")
        sys.stderr.flush()

    return show
