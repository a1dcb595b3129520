"""Marks a debugging exercise: by the tests where the answer is the program mended, else by the lines that it names.

False alarms cost: each takes FALSE_ALARM_LOSS of what the answer earns, so that naming every line earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import fault_places
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.annotated import annotated_program, notes_in
from interviewer.exercises.code import NOT_READ, remarks_on, tested
from interviewer.exercises.marks import Marks, kept, mark, reduced, unmarked
from interviewer.exercises.naming import Named, Naming, named_by_notes, named_faults
from interviewer.exercises.program import Program, changed_program, why_unreadable_change, without_program, words_beside
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
    shown = question.exercise.starter
    annotated = annotated_program(answer, shown)
    if annotated is not None:
        return _by_notes(question, question.exercise, answer, annotated, gives_reason)
    program = changed_program(answer, shown)
    if program is not None:
        return _by_tests(question, shown, program, tests, stop)
    words = words_beside(answer, shown)
    naming = named_faults(words, shown, fault_places(question.exercise.solution, question.exercise.faults))
    marks = _by_lines(question, naming, answer, words, gives_reason)
    unreadable = why_unreadable_change(answer, shown)
    return marks if unreadable is None else replace(marks, remarks=(*marks.remarks, f"{NOT_READ} {unreadable}."))


def _by_notes(
    question: Question, exercise: Exercise, answer: str, program: Program, gives_reason: GivesReason
) -> Marks:
    """The verdicts on the shown program with comments, and on what is said beside it."""
    places = fault_places(exercise.solution, exercise.faults)
    notes = notes_in(program, answer, exercise.starter)
    words = without_program(answer, program)
    beside = named_faults(words, exercise.starter, places)
    noted = named_by_notes(answer, notes, exercise.starter, places)
    for note in notes:
        words = words[: note.start] + answer[note.start : note.end] + words[note.end :]
    alarms = sorted({*beside.false_alarms, *noted.false_alarms})
    naming = Naming((*beside.faults, *noted.faults), tuple(alarms))
    return _by_lines(question, naming, answer, words, gives_reason)


def _by_tests(question: Question, shown: str, program: Program, tests: HiddenTests, stop: Stop | None) -> Marks:
    before = tests.run(question, shown, stop).by_name
    result = tests.run(question, program.text, stop)
    after = result.by_name
    verdicts = tuple(tested(point, program, after) for point in question.key_points)
    broken = [name for name, outcome in after.items() if before[name].passed and not outcome.passed]
    what = f"breaks what worked ({', '.join(broken)} passed before)"
    marks = _less_false_alarms(verdicts, len(broken), f"The changed program {what}.")
    return replace(marks, remarks=(*marks.remarks, *remarks_on(program)), printed=kept(result.printed))


def _by_lines(question: Question, naming: Naming, answer: str, words: str, gives_reason: GivesReason) -> Marks:
    """The verdicts on what an answer names; `words` are as long as it, with spaces in place of the shown program."""
    said: dict[str, list[Named]] = {}
    for named in naming.faults:
        said.setdefault(named.fault, []).append(named)
    verdicts = tuple(_named(question, point, said, answer, words, gives_reason) for point in question.key_points)
    lines = ", ".join(map(str, naming.false_alarms))
    count = len(naming.false_alarms)
    return _less_false_alarms(verdicts, count, f"No fault is in {'line' if count == 1 else 'lines'} {lines}.")


def _named(
    question: Question,
    point: KeyPoint,
    said: Mapping[str, Sequence[Named]],
    answer: str,
    words: str,
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
    text = "\n".join(words[named.start : named.end].strip() for named in found)
    if says_what_is_right(question, fault, text) or gives_reason(point, fault, text):
        return mark(point, Verdict.MET, fault.why, evidence)
    return mark(point, Verdict.PARTIAL, "The place is named, and not what is wrong there.", evidence)


def _less_false_alarms(verdicts: tuple[PointVerdict, ...], count: int, remark: str) -> Marks:
    if not count:
        return Marks(verdicts)
    left = max(0.0, 1 - FALSE_ALARM_LOSS * count)
    alarms = "1 false alarm takes" if count == 1 else f"{count} false alarms take"
    return Marks(reduced(verdicts, left), (f"{remark} {alarms} {1 - left:.0%} off the score.",))
