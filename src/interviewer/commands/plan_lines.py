"""The plan of a day as plain lines that give no answer away: it is read before the drill that asks for them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from interviewer.learning.plan import PlannedQuestion, TodayPlan
from interviewer.reports.learning_lines import MOST_LISTED, WIDTH
from interviewer.reports.readable import readable_line
from interviewer.text import counted, one_line


def lines_without_answers(plan: TodayPlan) -> Iterator[str]:
    """The plan in a line, its questions with how much of each is due and since when, and how to start: no key point and
    no misconception in words."""
    yield f"{plan.sentence}."
    for note in plan.notes:
        yield from textwrap.wrap(one_line(note), WIDTH)
    for number, question in enumerate(plan.questions[:MOST_LISTED], start=1):
        yield ""
        title = f"{number}. {readable_line(question.title)} ({one_line(question.topic)})"
        yield from textwrap.wrap(title, WIDTH, subsequent_indent="   ", break_long_words=False)
        yield f"   {_to_look_at(question)}"
    if len(plan.questions) > MOST_LISTED:
        yield f"  and {counted(len(plan.questions) - MOST_LISTED, 'question')} more; --json lists all"
    if plan.weak:
        yield ""
        yield f"Weak, but not due today: {counted(len(plan.weak), 'question')}."
    if plan.questions:
        yield ""
        yield "To read what is due before you start: interviewer plan --with-answers"
    if plan.drill:
        yield ""
        yield f"Start: interviewer --mode drill --count {min(100, len(plan.questions) or len(plan.weak))}"


def _to_look_at(question: PlannedQuestion) -> str:
    parts = []
    if question.due:
        since = min(point.due_on for point in question.due)
        parts.append(f"{counted(len(question.due), 'key point')} due, since {since}")
    if question.misconceptions:
        parts.append(f"{counted(len(question.misconceptions), 'misconception')} to refute")
    return ", ".join(parts)
