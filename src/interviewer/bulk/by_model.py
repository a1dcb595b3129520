"""Answers graded by a chat model: many at a time, in the threads of one process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing

from interviewer.bulk.circuit_breaker import HeldLines
from interviewer.bulk.jobs import Line, graded_line
from interviewer.bulk.threads import in_order
from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader
from interviewer.models.chat import Cancel


def grade_by_model(
    lines: Iterable[Line | None],
    questions: Mapping[str, Question],
    grader: Grader,
    at_once: int,
    on_text: Callable[[int], None] | None = None,
) -> Generator[list[str], None, None]:
    """The grades of `lines` in order, as soon as they may be written; see HeldLines, and `in_order` for None.

    `on_text` is called, in any thread, whenever something of a reply has come; see Cancel. Closed early, it cancels
    what is in progress. Raises the ModelError that ends the run.
    """
    cancel = Cancel(on_text)

    def work(line: Line) -> tuple[str, Grade | None]:
        return graded_line(line, questions, lambda request: grader.grade(request, cancel))

    held = HeldLines()
    with closing(in_order(work, lines, at_once, cancel.set)) as graded:
        for text, grade in graded:
            kept = held.put(text, grade)
            if kept:
                yield kept
    yield held.rest()
