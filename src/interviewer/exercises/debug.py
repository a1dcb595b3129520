"""Marks a debugging exercise: by the tests where the answer is the program mended, else by the lines that it names.

False alarms cost: each takes FALSE_ALARM_LOSS of what the answer earns, so that naming every line earns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import fault_places
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.code import tested
from interviewer.exercises.marks import Marks, kept, mark, reduced, unmarked
from interviewer.exercises.naming import Named, named_faults, without_line_numbers
from interviewer.exercises.program import Program, changed_program
from interviewer.exercises.running import HiddenTests
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.sandbox.running import Stop

FALSE_ALARM_LOSS = 0.2
"""The share of the score that each false alarm takes off: five of them leave nothing. A convention."""

GivesReason = Callable[[KeyPoint, str], bool]
"""Whether a text says, in words of its own, what a key point says."""

_PIECE = re.compile(r"\w+")


def mark_debug(
    question: Question, answer: str, tests: HiddenTests, gives_reason: GivesReason, stop: Stop | None = None
) -> Marks:
    """The verdicts on an answer. Raises SandboxError where it has a program that cannot be run, or `stop` ended the
    run."""
    assert question.exercise is not None
    program = changed_program(answer, question.exercise.starter)
    if program is not None:
        return _by_tests(question, question.exercise.starter, program, tests, stop)
    return _by_lines(question, question.exercise, answer, gives_reason)


def _by_tests(question: Question, shown: str, program: Program, tests: HiddenTests, stop: Stop | None) -> Marks:
    before = tests.run(question, shown, stop).by_name
    result = tests.run(question, program.text, stop)
    after = result.by_name
    verdicts = tuple(tested(point, program, after) for point in question.key_points)
    broken = [name for name, outcome in after.items() if before[name].passed and not outcome.passed]
    what = f"breaks what worked ({', '.join(broken)} passed before)"
    marks = _less_false_alarms(verdicts, len(broken), f"The changed program {what}.")
    return replace(marks, printed=kept(result.printed))


def _by_lines(question: Question, exercise: Exercise, answer: str, gives_reason: GivesReason) -> Marks:
    naming = named_faults(answer, exercise.starter, fault_places(exercise.solution, exercise.faults))
    by_name = {fault.name: fault for fault in exercise.faults}
    said: dict[str, list[Named]] = {}
    for named in naming.faults:
        said.setdefault(named.fault, []).append(named)
    verdicts = tuple(_named(point, by_name, said, answer, gives_reason) for point in question.key_points)
    lines = ", ".join(map(str, naming.false_alarms))
    count = len(naming.false_alarms)
    return _less_false_alarms(verdicts, count, f"No fault is in {'line' if count == 1 else 'lines'} {lines}.")


def _named(
    point: KeyPoint,
    faults: Mapping[str, Fault],
    said: Mapping[str, Sequence[Named]],
    answer: str,
    gives_reason: GivesReason,
) -> PointVerdict:
    if point.check is None:
        return unmarked(point)
    fault = faults[point.check.fault]
    found = said.get(fault.name, ())
    if not found:
        return mark(point, Verdict.MISSED, "The answer does not name the place of this fault.")
    evidence: list[Evidence] = [span(answer, named.start, named.end) for named in found]
    text = "\n".join(one.text for one in evidence)
    if _says_what_is_right(text, fault) or gives_reason(point, text):
        return mark(point, Verdict.MET, fault.why, evidence)
    return mark(point, Verdict.PARTIAL, "The place is named, and not what is wrong there.", evidence)


def _says_what_is_right(text: str, fault: Fault) -> bool:
    """Whether the text has what the right program has there and the faulty one has not."""
    faulty, right = _pieces(fault.wrong), _pieces(fault.right)
    fresh = right - faulty
    if fresh:
        return bool(fresh & _pieces(without_line_numbers(text)))
    return "".join(fault.right.split()) in "".join(text.split())


def _pieces(code: str) -> frozenset[str]:
    return frozenset(_PIECE.findall(code))


def _less_false_alarms(verdicts: tuple[PointVerdict, ...], count: int, remark: str) -> Marks:
    if not count:
        return Marks(verdicts)
    left = max(0.0, 1 - FALSE_ALARM_LOSS * count)
    alarms = "1 false alarm takes" if count == 1 else f"{count} false alarms take"
    return Marks(reduced(verdicts, left), (f"{remark} {alarms} {1 - left:.0%} off the score.",))
