"""Marks a debugging exercise: by the tests where the answer is the program mended, else by what it says in words.

A program written anew counts by its tests or as words, whichever earns more: corrections stand among words too.

A fault is found in words where its place is named with a reason, or where what is said tells it without its place.
False alarms cost: each takes FALSE_ALARM_LOSS of what the answer earns, so that naming every line earns nothing. What
tells a fault rightly is no false alarm, though it names a line beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import PlantedFault, fault_places
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.annotated import annotated_program, notes_in
from interviewer.exercises.code import NOT_READ, remarks_on, tested
from interviewer.exercises.marks import Marks, kept, mark, reduced, unmarked
from interviewer.exercises.mends import mended_line, missing_in, tells_mend
from interviewer.exercises.naming import (
    Alarm,
    Named,
    Naming,
    lines_of,
    named_by_notes,
    named_faults,
    without_line_numbers,
)
from interviewer.exercises.program import (
    Program,
    changed_program,
    rewritten_program,
    why_unreadable_change,
    without_program,
    words_beside,
)
from interviewer.exercises.reasons import code_of_right, says_what_is_right
from interviewer.exercises.running import HiddenTests
from interviewer.exercises.same_code import assigns_what_is_right
from interviewer.grading.evidence import span
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.running import Stop
from interviewer.text import counted, plural

FALSE_ALARM_LOSS = 0.2
"""The share of the score that each false alarm takes off: five of them leave nothing. A convention."""

MENDED_UNREAD = "Python cannot read the program, so that it was not run; its lines at this fault are as they should be."

_TOLD = (Verdict.MET, Verdict.PARTIAL)
_NEAR = "This comes near to the fault, and does not say clearly what is wrong."


class ReadsReasons(Protocol):
    """Who tells the reasons of faults in words."""

    def read(self, question: Question, words: str) -> Mapping[str, PointVerdict]:
        """The verdicts, by key point, on an answer in words as one to a question in words: met where it tells a fault
        clearly enough without its place."""
        ...

    def gives(self, question: Question, point: KeyPoint, fault: Fault, text: str, told: float) -> bool:
        """Whether a remark on the place of a fault, which is that of the key point, says what is wrong there.

        `told` is the credit, 0..1, that the whole answer is expected to earn for that key point as it was read.
        """
        ...


def mark_debug(
    question: Question,
    answer: str,
    tests: HiddenTests,
    reasons: Callable[[], ReadsReasons],
    stop: Stop | None = None,
) -> Marks:
    """The verdicts on an answer; `reasons` loads who reads one in words.

    Raises SandboxError where it has a program that cannot be run, or `stop` ended the run, and EmbeddingError.
    """
    assert question.exercise is not None
    shown = question.exercise.starter
    annotated = annotated_program(answer, shown)
    if annotated is not None:
        return _by_notes(question, question.exercise, answer, annotated, reasons())
    program = changed_program(answer, shown)
    if program is not None:
        return _by_tests(question, shown, program, tests, stop)
    in_words = _whole_answer_in_words(question, question.exercise, answer, reasons())
    rewritten = rewritten_program(answer, shown)
    if rewritten is None:
        return in_words
    return max(_by_tests(question, shown, rewritten, tests, stop), in_words, key=_earned)


def _whole_answer_in_words(question: Question, exercise: Exercise, answer: str, reasons: ReadsReasons) -> Marks:
    """The verdicts on what an answer says, the shown program aside where it repeats that."""
    shown = exercise.starter
    words = words_beside(answer, shown)
    places = fault_places(exercise.solution, exercise.faults)
    naming = named_faults(words, shown, places)
    unreadable = why_unreadable_change(answer, shown)
    marks = _in_words(question, naming, answer, words, reasons, reads_code=unreadable is None)
    if unreadable is None:
        return marks
    verdicts = _with_mended_lines(marks.verdicts, question, places, answer)
    return replace(marks, verdicts=verdicts, remarks=(f"{NOT_READ} {unreadable}.", *marks.remarks))


def _earned(marks: Marks) -> float:
    """The weight that the verdicts earn together."""
    return sum(verdict.weight * (verdict.expected or 0.0) for verdict in marks.verdicts)


def _by_notes(question: Question, exercise: Exercise, answer: str, program: Program, reasons: ReadsReasons) -> Marks:
    """The verdicts on the shown program with comments, and on what is said beside it."""
    places = fault_places(exercise.solution, exercise.faults)
    notes = notes_in(program, answer, exercise.starter)
    words = without_program(answer, program)
    beside = named_faults(words, exercise.starter, places)
    noted = named_by_notes(answer, notes, exercise.starter, places)
    for note in notes:
        words = words[: note.start] + answer[note.start : note.end] + words[note.end :]
    naming = Naming((*beside.faults, *noted.faults), (*beside.alarms, *noted.alarms))
    return _in_words(question, naming, answer, words, reasons)


def _by_tests(question: Question, shown: str, program: Program, tests: HiddenTests, stop: Stop | None) -> Marks:
    before = tests.run(question, shown, stop).by_name
    result = tests.run(question, program.text, stop)
    after = result.by_name
    verdicts = tuple(tested(point, program, after) for point in question.key_points)
    broken = [name for name, outcome in after.items() if before[name].passed and not outcome.passed]
    what = f"breaks what worked ({', '.join(broken)} passed before)"
    marks = _less_false_alarms(verdicts, len(broken), f"The changed program {what}.")
    return replace(marks, remarks=(*marks.remarks, *remarks_on(program)), printed=kept(result.printed))


def _in_words(
    question: Question, naming: Naming, answer: str, words: str, reasons: ReadsReasons, *, reads_code: bool = True
) -> Marks:
    """The verdicts on what an answer says; `words` are as long as it, with spaces in place of the shown program.

    `reads_code` is False for a whole program that cannot be read, which has to run to be right.
    """
    assert question.exercise is not None
    named: dict[str, list[Named]] = {}
    for one in naming.faults:
        named.setdefault(one.fault, []).append(one)
    told = reasons.read(question, words)
    verdicts = []
    for point in question.key_points:
        fault = _fault_of(point, question.exercise)
        if fault is None:
            verdicts.append(unmarked(point))
            continue
        at = named.get(fault.name, ())
        mended = code_of_right(question.exercise, fault, words) if reads_code else None
        if mended is not None:
            shown = [(place.start, place.end) for place in at] or [mended]
            verdicts.append(mark(point, Verdict.MET, fault.why, (span(answer, *one) for one in shown)))
        elif at:
            verdicts.append(_at_its_place(question, point, fault, at, told.get(point.id), answer, words, reasons))
        else:
            verdicts.append(_without_its_place(point, fault, told.get(point.id), answer, words))
    wrong = lines_of(_standing(naming.alarms, verdicts))
    remark = f"No fault is in {plural(len(wrong), 'line')} {', '.join(map(str, wrong))}."
    return _less_false_alarms(tuple(verdicts), len(wrong), remark)


def _standing(alarms: Sequence[Alarm], verdicts: Sequence[PointVerdict]) -> Iterator[Alarm]:
    """The alarms that are false. A remark that tells a fault rightly may name one more place for it: the line beside,
    or the one that shows it; lists of lines are guesses."""
    met = [verdict.evidence for verdict in verdicts if verdict.verdict is Verdict.MET]
    for remark, here in groupby(alarms, key=lambda alarm: (alarm.start, alarm.end)):
        start, end = remark
        told = sum(any(one.start < end and start < one.end for one in evidence) for evidence in met)
        for alarm in here:
            if alarm.is_one_place and told:
                told -= 1
            else:
                yield alarm


def _with_mended_lines(
    verdicts: Sequence[PointVerdict], question: Question, places: Sequence[PlantedFault], answer: str
) -> tuple[PointVerdict, ...]:
    """The verdicts on a program that cannot be read, with those missed half met whose lines it has mended."""
    assert question.exercise is not None
    told = []
    for point, verdict in zip(question.key_points, verdicts, strict=True):
        place = next((one for one in places if point.check is not None and one.fault.name == point.check.fault), None)
        at = mended_line(question.exercise, place, answer) if place and verdict.verdict is Verdict.MISSED else None
        told.append(verdict if at is None else mark(point, Verdict.PARTIAL, MENDED_UNREAD, (span(answer, *at),)))
    return tuple(told)


def _fault_of(point: KeyPoint, exercise: Exercise) -> Fault | None:
    """The fault of a key point; None for one without a check."""
    if point.check is None:
        return None
    name = point.check.fault
    return next(fault for fault in exercise.faults if fault.name == name)


def _at_its_place(
    question: Question,
    point: KeyPoint,
    fault: Fault,
    places: Sequence[Named],
    read: PointVerdict | None,
    answer: str,
    words: str,
    reasons: ReadsReasons,
) -> PointVerdict:
    """The verdict where the place of a fault is named: whether a reason is given too."""
    evidence = [span(answer, place.start, place.end) for place in places]
    text = "\n".join(words[place.start : place.end].strip() for place in places)
    told = 0.0 if read is None or read.expected is None else read.expected
    exercise = question.exercise
    assert exercise is not None
    said = without_line_numbers(text)
    is_told = says_what_is_right(question, fault, text) or tells_mend(fault, said)
    is_told = is_told or assigns_what_is_right(exercise.solution, exercise.starter, fault.right, said)
    if is_told or reasons.gives(question, point, fault, text, told):
        return mark(point, Verdict.MET, fault.why, evidence)
    return mark(point, Verdict.PARTIAL, "The place is named, and not what is wrong there.", evidence)


def _without_its_place(
    point: KeyPoint, fault: Fault, read: PointVerdict | None, answer: str, words: str
) -> PointVerdict:
    """The verdict where no place is named: whether the fault is told all the same."""
    missing = missing_in(fault, words)
    if missing is not None:
        return mark(point, Verdict.MET, fault.why, (span(answer, *missing),))
    if read is None or read.verdict not in _TOLD:
        return mark(point, Verdict.MISSED, "The answer does not name this fault.")
    said = [span(answer, one.start, one.end) for one in read.evidence]
    return mark(point, read.verdict, fault.why if read.verdict is Verdict.MET else _NEAR, said)


def _less_false_alarms(verdicts: tuple[PointVerdict, ...], count: int, remark: str) -> Marks:
    if not count:
        return Marks(verdicts)
    left = max(0.0, 1 - FALSE_ALARM_LOSS * count)
    alarms = counted(count, "false alarm takes", "false alarms take")
    return Marks(reduced(verdicts, left), (f"{remark} {alarms} {1 - left:.0%} off the score.",))
