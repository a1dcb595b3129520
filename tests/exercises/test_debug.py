"""Debugging exercises: faults found in words and by mending, and what false alarms cost."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from interviewer.corpus.exercise import Fault
from interviewer.corpus.planting import PlantedFault
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.debug import mark_debug
from interviewer.exercises.judge import gate_of_exercises
from interviewer.exercises.marks import Marks
from interviewer.exercises.naming import named_faults
from interviewer.exercises.running import HiddenTests
from interviewer.grading.evidence import span
from interviewer.grading.expected import expected_share
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import PointVerdict, Verdict
from tests.exercises.samples import DEBUG, sample

MET, PARTIAL, MISSED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED
SCALE, MASK, AXIS = "unscaled-scores", "strict-mask", "wrong-axis"


@pytest.fixture
def question() -> Question:
    return sample(DEBUG)


@dataclass
class Reads:
    """A reader of reasons that finds given words in remarks, and in a whole answer the verdicts on given words."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, tuple[str, Verdict]] = field(default_factory=dict)

    def gives(self, question: Question, point: KeyPoint, fault: Fault, text: str, told: float) -> bool:
        return fault.name in self.reasons and self.reasons[fault.name] in text

    def read(self, question: Question, words: str) -> Mapping[str, PointVerdict]:
        found = {}
        for point in question.key_points:
            said, verdict = self.told.get(point.check.fault if point.check else "", ("", MISSED))
            at = words.find(said)
            if said and at >= 0:
                evidence = (span(words, at, at + len(said)),)
                found[point.id] = PointVerdict(point.id, point.claim, point.weight, verdict, evidence)
        return found


def marked(question: Question, answer: str, hidden: HiddenTests, reads: Reads | None = None) -> Marks:
    return mark_debug(question, answer, hidden, lambda: reads or Reads())


def found(question: Question, answer: str, hidden: HiddenTests) -> list[Verdict]:
    return [one.verdict for one in marked(question, answer, hidden).verdicts]


def share(marks: Marks) -> float:
    score = expected_share(marks.verdicts)
    assert score is not None
    return score


def starter(question: Question) -> str:
    assert question.exercise is not None
    return question.exercise.starter


def test_the_program_mended_has_every_fault_found(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    assert found(question, question.exercise.solution, hidden) == [MET, MET, MET]


def test_a_fault_that_is_left_is_missed(question: Question, hidden: HiddenTests) -> None:
    half = starter(question).replace("k=0", "k=1").replace("sum(axis=0", "sum(axis=-1")
    assert found(question, half, hidden) == [MISSED, MET, MET]


@pytest.mark.parametrize(
    "answer",
    [
        "Line 6: the scores have to be divided by np.sqrt(d).\nLine 7: the mask needs k=1.\nLine 11: the axis is -1.",
        "line 6 - sqrt of d is missing. In line 7 it must be k=1. And line 11 should sum over -1.",
        "6: sqrt(d)\n7: k=1\n11: axis=-1",
        "- L6: should be sqrt\n- L7: should be 1\n- L11: should be -1",
        "`scores = q @ k.T / d` lacks the sqrt. The mask `k=0` should be 1. `weights.sum(axis=0` should use -1.",
        "lines 5-6: there is no sqrt(d).\n\nLines 7 to 8: k has to be 1.\n\nLine 11 needs axis -1.",
    ],
)
def test_faults_are_named_by_their_lines_or_by_quoting_them(
    question: Question, hidden: HiddenTests, answer: str
) -> None:
    marks = marked(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MET, MET]
    assert marks.remarks == ()
    assert all(evidence.holds_in(answer) for one in marks.verdicts for evidence in one.evidence)


def test_a_line_without_a_reason_is_half_of_it(question: Question, hidden: HiddenTests) -> None:
    assert found(question, "Line 6 is wrong.", hidden) == [PARTIAL, MISSED, MISSED]


def test_a_line_with_two_faults_names_both_of_them() -> None:
    places = [PlantedFault(Fault(name, "", "", ""), 1, 1) for name in (SCALE, MASK)]
    naming = named_faults("Line 1 looks odd.", "x = a * b\n", places)
    assert [named.fault for named in naming.faults] == [SCALE, MASK]
    assert naming.false_alarms == ()


ADDED = PlantedFault(Fault(SCALE, "", "a = 0\n", ""), 1, 1)
MOVED = PlantedFault(Fault(SCALE, "b = 1\na = 0\n", "a = 0\nb = 1\n", ""), 1, 2)
PROGRAM = "a = 0\nb = 1\nc = 2\n"


def test_a_line_beside_a_fault_is_a_false_alarm() -> None:
    naming = named_faults("line 1: odd. line 2 is wrong as well", PROGRAM, [ADDED])
    assert len(naming.faults) == 1
    assert naming.false_alarms == (2,)


def test_every_line_of_those_that_a_fault_swaps_names_it() -> None:
    assert named_faults("line 1. line 2.", PROGRAM, [MOVED]).false_alarms == ()


@pytest.mark.parametrize("said", ["1/2: odd", "Fine so far. 1/2: odd.", "L1/2: odd", "lines 1/2 are odd", "1 & 2: odd"])
def test_two_lines_with_a_slash_are_places(said: str) -> None:
    naming = named_faults(said, PROGRAM, [ADDED])
    assert [one.fault for one in naming.faults] == [SCALE]


def test_a_reason_in_other_words_is_told_by_who_reads_reasons(question: Question, hidden: HiddenTests) -> None:
    reads = Reads(reasons={SCALE: "variance"})
    answer = "Line 6 lets the variance of the scores shrink too far. Line 7 is wrong too."
    assert [one.verdict for one in marked(question, answer, hidden, reads).verdicts] == [MET, PARTIAL, MISSED]


def test_a_fault_that_is_told_without_its_place_is_found(question: Question, hidden: HiddenTests) -> None:
    said = "The scores shrink too far"
    marks = marked(question, f"{said}. The rest is ok.", hidden, Reads(told={SCALE: (said, MET)}))
    assert [one.verdict for one in marks.verdicts] == [MET, MISSED, MISSED]
    assert [one.text for one in marks.verdicts[0].evidence] == [said]


def test_code_of_the_right_program_tells_its_fault_without_its_place(question: Question, hidden: HiddenTests) -> None:
    marks = marked(question, "just use k.T / np.sqrt(d) for the scores", hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MISSED, MISSED]
    assert [one.text for one in marks.verdicts[0].evidence] == ["k.T / np.sqrt(d)"]


def test_what_comes_near_to_a_fault_is_half_of_it(question: Question, hidden: HiddenTests) -> None:
    said = "something about the scores"
    marks = marked(question, said, hidden, Reads(told={SCALE: (said, PARTIAL)}))
    assert [one.verdict for one in marks.verdicts] == [PARTIAL, MISSED, MISSED]


def test_the_line_quoted_as_it_stands_names_its_fault_without_marks_of_code(
    question: Question, hidden: HiddenTests
) -> None:
    assert found(question, "I think scores = q @ k.T / d is off here", hidden) == [PARTIAL, MISSED, MISSED]


def test_a_false_alarm_costs_a_fifth_and_is_told(question: Question, hidden: HiddenTests) -> None:
    right = "Line 6: sqrt(d).\nLine 7: k=1.\nLine 11: axis=-1.\n"
    marks = marked(question, f"{right}Line 12: v has to be transposed.", hidden)
    assert share(marks) == pytest.approx(0.8)
    assert marks.remarks == ("No fault is in line 12. 1 false alarm takes 20% off the score.",)


@pytest.mark.parametrize(
    "answer",
    [
        "Line 5: use k.T / np.sqrt(d) for the scores.",
        "`d = q.shape[-1]`: the scores need k.T / np.sqrt(d).",
        "Line 5 sets d, and line 6 needs its root: k.T / np.sqrt(d).",
    ],
)
def test_a_remark_that_tells_a_fault_rightly_is_no_false_alarm(
    question: Question, hidden: HiddenTests, answer: str
) -> None:
    marks = marked(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MISSED, MISSED]
    assert marks.remarks == ()


@pytest.mark.parametrize(
    ("answer", "alarms"),
    [
        ("Lines 5, 8 and 12: use k.T / np.sqrt(d).", "5, 8, 12"),
        ("Lines 5 and 6: use k.T / np.sqrt(d).", "5"),
        ("In line 5, in line 8, in line 12: use k.T / np.sqrt(d).", "8, 12"),
        ("Line 5: use k.T / np.sqrt(d). Line 8 is wrong too.", "8"),
        ("Line 8 is wrong. Line 6: use k.T / np.sqrt(d).", "8"),
    ],
)
def test_lines_that_are_guessed_beside_a_fault_are_false_alarms(
    question: Question, hidden: HiddenTests, answer: str, alarms: str
) -> None:
    assert (
        marked(question, answer, hidden)
        .remarks[0]
        .startswith(f"No fault is in {'line' + 's' * (',' in alarms)} {alarms}.")
    )


def test_a_comment_beside_the_line_of_a_fault_that_it_tells_is_no_false_alarm(
    question: Question, hidden: HiddenTests
) -> None:
    lines = starter(question).split("\n")
    lines[4] += "  # the scores shrink too far"
    marks = marked(question, "\n".join(lines), hidden, Reads(told={SCALE: ("the scores shrink too far", MET)}))
    assert [one.verdict for one in marks.verdicts] == [MET, MISSED, MISSED]
    assert marks.remarks == ()


def test_a_line_that_is_called_fine_is_no_alarm(question: Question, hidden: HiddenTests) -> None:
    assert marked(question, "Line 8 is fine. Line 6: sqrt(d).", hidden).remarks == ()


@pytest.mark.parametrize(
    "answer",
    [
        "\n".join(f"Line {number}: wrong, should be sqrt, 1 or -1" for number in range(1, 13)),
        "Lines 1-12 should be sqrt(d), k=1 and axis=-1.",
        "Lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12 are wrong.",
    ],
)
def test_naming_every_line_earns_nothing(question: Question, hidden: HiddenTests, answer: str) -> None:
    assert share(marked(question, answer, hidden)) == 0.0


def test_quoting_every_line_earns_nothing(question: Question, hidden: HiddenTests) -> None:
    lines = [line.strip() for line in starter(question).split("\n") if line.strip()]
    answer = "\n\n".join(f"`{line}` is wrong: sqrt, 1, -1." for line in lines)
    assert share(marked(question, answer, hidden)) == 0.0


def test_a_mended_program_among_words_is_run(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    marks = marked(question, f"The fixed version:\n{question.exercise.solution}That's all.", hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MET, MET]
    assert marks.remarks[0].startswith("Of the answer, lines 1 and 14 were left out as words.")


def test_a_program_that_is_written_anew_is_run(question: Question, hidden: HiddenTests) -> None:
    answer = """
import numpy


def attention(queries, keys, values):
    size = queries.shape[-1]
    logits = numpy.einsum("id,jd->ij", queries, keys) * size**-0.5
    for at, row in enumerate(logits):
        row[at + 1 :] = -numpy.inf
    unscaled = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return unscaled @ values / unscaled.sum(axis=1, keepdims=True)
"""
    marks = marked(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MET, MET]
    assert expected_share(marks.verdicts) == 1.0


def test_a_correction_among_words_that_fails_its_tests_leaves_the_words_what_they_earn(
    question: Question, hidden: HiddenTests
) -> None:
    words = "The scale is scores = q @ k.T / np.sqrt(d), not d."
    answer = f"{words}\n```python\ndef attention(q, k, v):\n    ...  # as before\n```"
    assert found(question, answer, hidden) == found(question, words, hidden) == [MET, MISSED, MISSED]


@pytest.mark.parametrize("fences", [("", ""), ("```python\n", "```\n")])
def test_the_shown_program_beside_words_is_neither_a_change_nor_an_alarm(
    question: Question, hidden: HiddenTests, fences: tuple[str, str]
) -> None:
    answer = f"In this program:\n\n{starter(question).join(fences)}\nLine 6: sqrt(d).\nLine 7: k=1.\nLine 11: -1."
    marks = marked(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MET, MET]
    assert marks.remarks == ()
    assert gate_of_exercises(GradingRequest(question, answer, question.title)) is None


def annotated(question: Question, comments: dict[int, str], above: dict[int, str] | None = None) -> str:
    """The shown program with comments after lines, and on lines of their own above lines."""
    lines = starter(question).split("\n")
    for number, text in comments.items():
        lines[number - 1] += f"  # {text}"
    for number, text in sorted((above or {}).items(), reverse=True):
        lines.insert(number - 1, f"    # {text}")
    return "\n".join(lines)


@pytest.mark.parametrize("form", ["{}", "```python\n{}\n```\n", "Here is what I found:\n\n```\n{}\n```\n"])
def test_comments_in_the_shown_program_name_the_lines_that_they_are_on(
    question: Question, hidden: HiddenTests, form: str
) -> None:
    comments = {6: "should be sqrt(d)", 8: "fine", 11: "wrong axis, use -1"}
    answer = form.format(annotated(question, comments, {7: "k=1, the diagonal is hidden"}))
    marks = marked(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts] == [MET, MET, MET]
    assert marks.remarks == ()
    assert all(evidence.holds_in(answer) for one in marks.verdicts for evidence in one.evidence)
    assert marks.verdicts[0].evidence[0].text == "# should be sqrt(d)"


def test_comments_on_every_line_earn_nothing(question: Question, hidden: HiddenTests) -> None:
    every = {n: "sqrt, 1, -1" for n, line in enumerate(starter(question).split("\n"), start=1) if line.strip()}
    assert share(marked(question, annotated(question, every), hidden)) == 0.0


def test_comments_beside_a_change_of_the_code_name_nothing(question: Question, hidden: HiddenTests) -> None:
    half = annotated(question, {6: "sqrt(d)"}).replace("k=0", "k=1").replace("sum(axis=0", "sum(axis=-1")
    assert found(question, half, hidden) == [MISSED, MET, MET]


def test_a_mended_program_that_cannot_be_read_names_no_line_of_it(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    marks = marked(question, question.exercise.solution.replace("attention(q, k, v):", "attention(q, k, v)"), hidden)
    assert [one.verdict for one in marks.verdicts] != [MET, MET, MET]
    assert marks.remarks == (
        "The answer is not a program that Python can read: line 4 (def attention(q, k, v)): expected ':'.",
    )


def test_lines_mended_in_a_program_that_cannot_be_read_are_half_of_it(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    half = question.exercise.starter.replace("k=0", "k=1").replace("return weights @ v", "return (weights @ v")
    marks = marked(question, half, hidden)
    assert [one.verdict for one in marks.verdicts] == [MISSED, PARTIAL, MISSED]
    assert marks.verdicts[1].reasoning.startswith("Python cannot read the program")
    assert marks.verdicts[1].evidence[0].holds_in(half)
    assert marks.remarks[0].startswith("The answer is not a program that Python can read")


def test_another_change_of_a_line_in_a_program_that_cannot_be_read_is_no_mend(
    question: Question, hidden: HiddenTests
) -> None:
    assert question.exercise is not None
    other = question.exercise.starter.replace("k=0", "k=2").replace("return weights @ v", "return (weights @ v")
    assert found(question, other, hidden) == [MISSED, MISSED, MISSED]


def test_a_mended_program_that_breaks_what_worked_pays_for_it(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    call = "answer.attention(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 1)))"
    tests = f"{question.exercise.hidden_tests}\ndef test_shape():\n    equal({call}.shape, (2, 1))\n"
    question = replace(question, exercise=replace(question.exercise, hidden_tests=tests))
    assert question.exercise is not None
    broken = question.exercise.solution.replace("return weights @ v", "return (weights @ v)[:, 0]")
    marks = marked(question, broken.replace("np.sqrt(d)", "d"), hidden)
    assert marks.remarks == (
        "The changed program breaks what worked (test_shape passed before). 1 false alarm takes 20% off the score.",
    )


@pytest.mark.parametrize(
    "answer",
    [
        "\n" * 19_999,
        "line" + " " * 19_990,
        "lines 1" + " and 2" * 3000,
        "`a` " * 5000,
        "x" + ".a" * 2000,
        "# a\n" * 4999,
    ],
    ids=range(6),
)
def test_hostile_words_are_read_in_no_time(question: Question, hidden: HiddenTests, answer: str) -> None:
    begun = time.process_time()
    marked(question, answer, hidden)
    assert time.process_time() - begun < 2
