"""Marks a debugging exercise: by the tests where the answer is the program mended, else by the lines that it names.

False alarms cost: each takes FALSE_ALARM_LOSS of what the answer earns, so that naming every line earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import fault_places
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.code import NOT_READ, remarks_on, tested
from interviewer.exercises.marks import Marks, kept, mark, reduced, unmarked
from interviewer.exercises.naming import Named, named_faults
from interviewer.exercises.program import Program, changed_program, why_unreadable_change, words_beside
from interviewer.exercises.reasons import says_what_is_right
from interviewer.exercises.running import HiddenTests
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.sandbox.running import Stop

FALSE_ALARM_LOSS = 0.2
"""The share of the score that each false alarm takes off: five of them leave nothing. A convention."""

GivesReason = Callable[[KeyPoint, Fault, str], bool]
"""Whether a remark on the place of a fault, which is that of a key point, says in words what is wrong there."""


def mark_debug(
    question: Question, answer: str, tests: HiddenTests, gives_reason: GivesReason, stop: Stop | None = None
) -> Marks:
    """The verdicts on an answer. Raises SandboxError where it has a program that cannot be run, or `stop` ended the
    run."""
    assert question.exercise is not None
    program = changed_program(answer, question.exercise.starter)
    if program is not None:
        return _by_tests(question, question.exercise.starter, program, tests, stop)
    words = words_beside(answer, question.exercise.starter)
    marks = _by_lines(question, question.exercise, words, gives_reason)
    unreadable = why_unreadable_change(answer, question.exercise.starter)
    return marks if unreadable is None else replace(marks, remarks=(*marks.remarks, f"{NOT_READ} {unreadable}."))


def _by_tests(question: Question, shown: str, program: Program, tests: HiddenTests, stop: Stop | None) -> Marks:
    before = tests.run(question, shown, stop).by_name
    result = tests.run(question, program.text, stop)
    after = result.by_name
    verdicts = tuple(tested(point, program, after) for point in question.key_points)
    broken = [name for name, outcome in after.items() if before[name].passed and not outcome.passed]
    what = f"breaks what worked ({', '.join(broken)} passed before)"
    marks = _less_false_alarms(verdicts, len(broken), f"The changed program {what}.")
    return replace(marks, remarks=(*marks.remarks, *remarks_on(program)), printed=kept(result.printed))


def _by_lines(question: Question, exercise: Exercise, answer: str, gives_reason: GivesReason) -> Marks:
    naming = named_faults(answer, exercise.starter, fault_places(exercise.solution, exercise.faults))
    said: dict[str, list[Named]] = {}
    for named in naming.faults:
        said.setdefault(named.fault, []).append(named)
    verdicts = tuple(_named(question, point, said, answer, gives_reason) for point in question.key_points)
    lines = ", ".join(map(str, naming.false_alarms))
    count = len(naming.false_alarms)
    return _less_false_alarms(verdicts, count, f"No fault is in {'line' if count == 1 else 'lines'} {lines}.")


def _named(
    question: Question,
    point: KeyPoint,
    said: Mapping[str, Sequence[Named]],
    answer: str,
    gives_reason: GivesReason,
) -> PointVerdict:
    if point.check is None:
        return unmarked(point)
    assert question.exercise is not None
    name = point.check.fault
    fault = next(fault for fault in question.exercise.faults if fault.name == name)
    found = said.get(fault.name, ())
    if not found:
        return mark(point, Verdict.MISSED, "The answer does not name the place of this fault.")
    evidence: list[Evidence] = [span(answer, named.start, named.end) for named in found]
    text = "\n".join(one.text for one in evidence)
    if says_what_is_right(question, fault, text) or gives_reason(point, fault, text):
        return mark(point, Verdict.MET, fault.why, evidence)
    return mark(point, Verdict.PARTIAL, "The place is named, and not what is wrong there.", evidence)


def _less_false_alarms(verdicts: tuple[PointVerdict, ...], count: int, remark: str) -> Marks:
    if not count:
        return Marks(verdicts)
    left = max(0.0, 1 - FALSE_ALARM_LOSS * count)
    alarms = "1 false alarm takes" if count == 1 else f"{count} false alarms take"
    return Marks(reduced(verdicts, left), (f"{remark} {alarms} {1 - left:.0%} off the score.",))
