"""What line mode says of an exercise: its task, what the answer begins with, and how a program is typed."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.corpus.question import Kind
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.programs import how_to_answer, numbered
from interviewer.reports.readable import readable_text
from interviewer.text import visible

END = "Empty lines belong to this answer: /send sends it."
TOOLS = "/edit opens it in $EDITOR, /load FILE reads it from a file, /show shows it."
RUN = "/run runs the visible tests, as often as you like."


def asked_lines(driver: ConversationDriver) -> Iterator[str]:
    """The task of an exercise with what its answer begins with; nothing of any other question."""
    exercise = driver.question.exercise
    if exercise is None:
        return
    yield ""
    yield readable_text(exercise.task)
    if exercise.starter and driver.question.kind is Kind.DEBUG:
        yield ""
        yield visible(numbered(exercise.starter))
    elif exercise.starter:
        yield ""
        yield "It begins with:"
        yield visible(exercise.starter.rstrip())
    yield from writing_lines(driver)


def writing_lines(driver: ConversationDriver) -> Iterator[str]:
    """How the answer to an exercise is written, and how a program is typed."""
    how = how_to_answer(driver.question)
    if how or driver.takes_program:
        yield ""
    if how:
        yield how
    if driver.takes_program:
        yield from (END, TOOLS, *([RUN] if driver.has_tests_to_run else []))  # lines that no terminal breaks in a word
