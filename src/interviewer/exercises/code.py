"""Marks a coding exercise: a key point is met when all of its hidden tests pass. Prose earns nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.marks import Marks, kept, mark, unmarked
from interviewer.exercises.program import Program, program_in, why_unreadable
from interviewer.exercises.running import HiddenTests, why_failed
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.running import Outcome, Stop
from interviewer.text import plural

NOT_READ = "The answer is not a program that Python can read:"
FENCE = "A program among words is best put between two lines of ```, with the words outside."


def mark_code(question: Question, answer: str, tests: HiddenTests, stop: Stop | None = None) -> Marks:
    """The verdicts on the program in an answer. Raises SandboxError where it cannot be run, or `stop` ended the run."""
    starter = question.exercise.starter if question.exercise is not None else ""
    unreadable = why_unreadable(answer, starter)
    if unreadable is not None:
        verdicts = (unmarked(point) if point.check is None else _unread(point) for point in question.key_points)
        return Marks(tuple(verdicts), (f"{NOT_READ} {unreadable}. {FENCE}",))
    program = program_in(answer, starter)
    result = tests.run(question, program.text, stop)
    verdicts = (tested(point, program, result.by_name) for point in question.key_points)
    return Marks(tuple(verdicts), remarks_on(program), printed=kept(result.printed))


def remarks_on(program: Program) -> tuple[str, ...]:
    """What is to be told about the lines of an answer that were not run, if there are any."""
    if not program.left_out:
        return ()
    lines = in_words(program.left_out)
    return (f"Of the answer, {lines} {plural(len(program.left_out), 'was', 'were')} left out as words. {FENCE}",)


def in_words(lines: Sequence[int]) -> str:
    """Numbers of lines in ascending order, those that follow each other as ranges: "lines 1-3 and 7"."""
    ranges: list[tuple[int, int]] = []
    for line in lines:
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1] = ranges[-1][0], line
        else:
            ranges.append((line, line))
    told = [f"{first}" if first == last else f"{first}-{last}" for first, last in ranges]
    listed = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
    return f"line{'s' if len(lines) > 1 else ''} {listed}"


def _unread(point: KeyPoint) -> PointVerdict:
    return mark(point, Verdict.MISSED, "There is no program that could be run.")


def tested(point: KeyPoint, program: Program, outcomes: Mapping[str, Outcome]) -> PointVerdict:
    """The verdict of its tests on a key point."""
    if point.check is None:
        return unmarked(point)
    failed = [outcomes[name] for name in point.check.tests if not outcomes[name].passed]
    if failed:
        return mark(point, Verdict.MISSED, why_failed(failed[0]))
    return mark(point, Verdict.MET, f"Passed: {', '.join(point.check.tests)}.", program.evidence)
