"""Lines on which a worker died: each is tried alone, so that one of them costs no other its grade."""

from __future__ import annotations

from collections.abc import Callable

from interviewer.bulk.input import Lines
from interviewer.bulk.jobs import id_of, ungraded_line
from interviewer.bulk.workers import WorkerEndedError

HOPELESS = 3
"""After so many lines in a row that each ended its worker, the lines are not to blame."""


def line_by_line(lines: Lines, alone: Callable[[Lines], list[str]]) -> list[str]:
    """The grades of `lines` by `alone`, one at a time; one that ends its worker again is ungraded.

    Raises WorkerEndedError if that keeps happening.
    """
    texts: list[str] = []
    lost = 0
    for line in lines:
        try:
            texts += alone((line,))
            lost = 0
        except WorkerEndedError as error:
            lost += 1
            if lost == HOPELESS:
                raise
            reason = f"the process that graded it {error.how}."
            texts.append(ungraded_line(line, reason, id_of(line), retry=True))
    return texts
