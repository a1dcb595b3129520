"""Progress on stderr: a bar on a terminal, a line at each end elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_on_stderr(*, rate: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Gives a function that is told what is being done, how much is done, and of how much (0 where unknown).

    `rate` adds how many a second to a bar.
    """
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeftColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")

    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    with Progress(
        *columns, *([RateColumn()] if rate else []), TimeLeftColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None, visible=True)

        yield show


def _lines() -> Callable[[str, int, int], None]:
    seen: set[tuple[str, bool]] = set()

    def show(what: str, done: int, total: int) -> None:
        key = (what, total > 0 and done >= total)
        if key not in seen:
            seen.add(key)
            sys.stderr.write(what + (f": {done} of {total}" if total else "") + "\n")
            sys.stderr.flush()

    return show
