"""Progress and the plan as plain lines, at most WIDTH wide unless a word is wider."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from interviewer.learning.coverage import Coverage, QuestionState
from interviewer.learning.days import day_of
from interviewer.learning.misconceptions import LedgerEntry
from interviewer.learning.plan import PlannedQuestion, TodayPlan
from interviewer.learning.progress import GraderProgress, PointProgress, Progress, ScoreProgress
from interviewer.reports.readable import readable_line
from interviewer.reports.wording import percent, spoken_seconds, spoken_trend
from interviewer.text import counted, one_line

WIDTH = 80
MOST_LISTED = 8
"""So many questions, key points or misconceptions are listed; the JSON has all."""

_NAME = 31
_SCORES = (9, 8, 7)
_STATES = (9, 9, 9, 9, 9)


def plan_lines(plan: TodayPlan) -> Iterator[str]:
    """The plan in a line, what is due and why, and how to start."""
    yield f"{plan.sentence}."
    for note in plan.notes:
        yield from _wrapped(one_line(note))
    for number, question in enumerate(plan.questions[:MOST_LISTED], start=1):
        yield from _planned(number, question)
    yield from _left_out(len(plan.questions), "question")
    if plan.misconceptions:
        yield ""
        yield "Misconceptions to refute"
        yield from _entries(plan.misconceptions)
    yield from _weak(plan)
    yield from _start(plan)


def plan_lines_without_answers(plan: TodayPlan) -> Iterator[str]:
    """The same, to be read before the drill: no key point and no misconception in words."""
    yield f"{plan.sentence}."
    for note in plan.notes:
        yield from _wrapped(one_line(note))
    for number, question in enumerate(plan.questions[:MOST_LISTED], start=1):
        yield from _titled(number, question)
        yield f"   {_what_is_due(question)}"
    yield from _left_out(len(plan.questions), "question")
    yield from _weak(plan)
    if plan.questions:
        yield ""
        yield "To read what is due before you start: interviewer plan --with-answers"
    yield from _start(plan)


def progress_lines(progress: Progress) -> Iterator[str]:
    """Every figure with the number of observations beside it, each grader by itself."""
    yield f"{counted(progress.graded, 'graded attempt')}, {progress.ungraded} without a grade."
    for note in progress.notes:
        yield from _wrapped(one_line(note))
    seconds = progress.seconds
    if seconds.value is not None:
        yield f"Time to the first answer: {spoken_seconds(seconds.value)} (median of {seconds.count})."
    for one in progress.graders:
        yield ""
        yield from _of_grader(one)
    yield ""
    yield from _coverage(progress.coverage)
    if progress.misconceptions:
        yield ""
        yield "Misconceptions"
        yield from _entries(progress.misconceptions)


def _weak(plan: TodayPlan) -> Iterator[str]:
    if plan.weak:
        yield ""
        yield f"Weak, but not due today: {counted(len(plan.weak), 'question')}."


def _start(plan: TodayPlan) -> Iterator[str]:
    if plan.drill:
        yield ""
        yield f"Start: interviewer --mode drill --count {min(100, len(plan.questions) or len(plan.weak))}"


def _titled(number: int, question: PlannedQuestion) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"{number}. {readable_line(question.title)} ({one_line(question.topic)})", hanging=3)


def _what_is_due(question: PlannedQuestion) -> str:
    parts = []
    if question.due:
        since = min(point.due_on for point in question.due)
        parts.append(f"{counted(len(question.due), 'key point')} due, since {since}")
    if question.misconceptions:
        parts.append(f"{counted(len(question.misconceptions), 'misconception')} to refute")
    return ", ".join(parts)


def _planned(number: int, question: PlannedQuestion) -> Iterator[str]:
    yield from _titled(number, question)
    for point in question.due:
        yield from _wrapped(f"{point.point}, since {point.due_on}: {readable_line(point.claim)}", indent=3, hanging=4)
    for belief in question.misconceptions:
        yield from _wrapped(f"to refute: {readable_line(belief)}", indent=3, hanging=4)


def _entries(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    every = list(entries)
    for entry in every[:MOST_LISTED]:
        said = f"{entry.state} (stated {_times(entry.stated)}, last on {day_of(entry.last_stated)})"
        yield from _wrapped(f"{said}: {readable_line(entry.belief)}", indent=2, hanging=2)
        yield from _wrapped(f"in truth: {readable_line(entry.truth)}", indent=4, hanging=2)
    yield from _left_out(len(every), "misconception")


def _left_out(count: int, what: str) -> Iterator[str]:
    if count > MOST_LISTED:
        yield f"  and {counted(count - MOST_LISTED, what)} more; --json lists all"


def _of_grader(one: GraderProgress) -> Iterator[str]:
    yield from _wrapped(f"By {one_line(str(one.grader))}")
    for mixed in one.mixes:
        yield from _wrapped(one_line(mixed), indent=2)
    yield _row("", ("attempts", "unaided", "aided"), _SCORES, "trend, points a week")
    yield from _scores("all", one.scores)
    for topic in one.topics:
        yield from _scores(topic.topic, topic.scores)
    weakest = sorted(one.points, key=lambda point: (point.met_unaided / point.count, -point.weight, -point.count))
    least_met = [point for point in weakest if point.met_unaided < point.count][:MOST_LISTED]
    if least_met:
        yield "Key points met least"
        for point in least_met:
            yield from _point(point)
    yield from _calibration(one)


def _scores(name: str, scores: ScoreProgress) -> Iterator[str]:
    means = (scores.unaided.mean, scores.aided.mean)
    shown = ("none" if mean is None else percent(mean) for mean in means)
    yield _row(one_line(name, _NAME), (str(scores.count), *shown), _SCORES, spoken_trend(scores.unaided))


def _point(point: PointProgress) -> Iterator[str]:
    seen = f"met {point.met_unaided} of {_times(point.count)} alone, {point.met_aided} with help"
    yield from _wrapped(f"{one_line(point.question_id)}: {readable_line(point.claim)} ({seen})", indent=2, hanging=2)


def _calibration(one: GraderProgress) -> Iterator[str]:
    if not one.calibration.count:
        return
    yield f"Confidence before the grade, and the grade ({counted(one.calibration.count, 'answer')})"
    for part in one.calibration.bins:
        yield f"  said {percent(part.confidence)}, scored {percent(part.score)} ({counted(part.count, 'answer')})"


def _coverage(covered: Coverage) -> Iterator[str]:
    names = {
        QuestionState.NEVER_ASKED: "never",
        QuestionState.UNGRADED: "ungraded",
        QuestionState.WEAK: "weak",
        QuestionState.STALE: "stale",
        QuestionState.PASSED: "passed",
    }
    yield _row("Questions by their last grade", tuple(names.values()), _STATES)
    yield _row("all", [str(covered.counts[state]) for state in names], _STATES)
    for topic in covered.topics:
        yield _row(one_line(topic.topic, _NAME), [str(topic.counts[state]) for state in names], _STATES)


def _row(name: str, cells: Sequence[str], widths: Sequence[int], more: str = "") -> str:
    head = name.ljust(_NAME) + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return f"{head}  {more}".rstrip()


def _times(count: int) -> str:
    return counted(count, "time")


def _wrapped(text: str, *, indent: int = 0, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
