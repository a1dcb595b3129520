"""Coding exercises: what of an answer is run, and what its tests say."""

from __future__ import annotations

import textwrap
import time

import pytest

from interviewer.corpus.question import Question
from interviewer.exercises.code import in_words, mark_code
from interviewer.exercises.marks import MOST_PRINTED
from interviewer.exercises.program import is_unchanged, program_in
from interviewer.exercises.running import HiddenTests
from interviewer.exercises.visible import VisibleTests
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.runner import JudgeRunner
from tests.exercises.samples import CODE, sample


@pytest.fixture
def question() -> Question:
    return sample(CODE)


def verdicts(question: Question, answer: str, hidden: HiddenTests) -> tuple[PointVerdict, ...]:
    return mark_code(question, answer, hidden).verdicts


def solution(question: Question) -> str:
    assert question.exercise is not None
    return question.exercise.solution


def test_a_right_program_meets_every_key_point_with_a_check(question: Question, hidden: HiddenTests) -> None:
    found = verdicts(question, solution(question), hidden)
    assert [one.verdict for one in found] == [Verdict.MET] * 3 + [Verdict.NOT_ASSESSED]
    assert [one.expected for one in found] == [1.0, 1.0, 1.0, None]


def test_a_program_in_a_block_is_run_without_the_words_around_it(question: Question, hidden: HiddenTests) -> None:
    answer = f"I subtract the maximum first:\n\n```python\n{solution(question)}```\n\nIt is linear."
    found = verdicts(question, answer, hidden)
    assert found[0].verdict is Verdict.MET
    (evidence,) = found[0].evidence
    assert evidence.holds_in(answer)
    assert evidence.text.startswith("```python")


def test_two_blocks_are_one_program() -> None:
    program = program_in("First\n```python\nx = 1\n```\nthen\n```py\ny = x + 1\n```\nand\n```text\nnot this\n```\n", "")
    assert program.text == "x = 1\n\ny = x + 1\n"
    assert len(program.evidence) == 2


def test_what_a_program_prints_is_not_part_of_it() -> None:
    answer = "```\nx = 1\n```\nIt prints\n```\n[0.25  0.75]\n-> ok\n```\n"
    assert program_in(answer, "").text == "x = 1\n"


def test_a_key_point_whose_test_fails_is_missed_with_the_reason(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    naive = question.exercise.wrong[0].program
    found = verdicts(question, naive, hidden)
    assert [one.verdict for one in found[:3]] == [Verdict.MET, Verdict.MISSED, Verdict.MET]
    assert found[1].reasoning.startswith("test_large_inputs failed: ")
    assert not found[1].evidence


@pytest.mark.parametrize(
    ("before", "after", "left_out"),
    [
        ("Here is my solution:\n", "It is O(n).", "lines 1 and 9"),
        ("Here is my solution.\n\n", "\nIt's linear in time,\nand in memory.\n", "lines 1 and 11-12"),
        ("", "\nTime: O(n)\nSpace: linear\n", "lines 9-10"),
        ("", "\nDone", "line 9"),
        ("I subtract the maximum (so that nothing overflows:\n", "", "line 1"),
    ],
)
def test_a_program_among_words_is_run_without_them(
    question: Question, hidden: HiddenTests, before: str, after: str, left_out: str
) -> None:
    answer = f"{before}{solution(question)}{after}"
    marks = mark_code(question, answer, hidden)
    assert [one.verdict for one in marks.verdicts[:3]] == [Verdict.MET] * 3
    assert all(evidence.holds_in(answer) for one in marks.verdicts for evidence in one.evidence)
    assert [evidence.text for evidence in marks.verdicts[0].evidence] == [solution(question).strip()]
    (remark,) = marks.remarks
    verb = "was" if left_out.startswith("line ") else "were"
    assert remark.startswith(f"Of the answer, {left_out} {verb} left out as words.")


def test_words_between_the_parts_of_a_program_are_left_out(question: Question, hidden: HiddenTests) -> None:
    imports, rest = solution(question).split("\n", 1)
    answer = f"First the import:\n{imports}\nThen the function, which is stable:\n{rest}"
    assert verdicts(question, answer, hidden)[1].verdict is Verdict.MET


def test_a_block_indented_below_words_is_read_at_the_margin(question: Question, hidden: HiddenTests) -> None:
    answer = f"Here it is:\n\n{textwrap.indent(solution(question), '    ')}\nIt is linear."
    assert verdicts(question, answer, hidden)[1].verdict is Verdict.MET


def test_a_line_at_the_wrong_margin_is_not_moved(question: Question, hidden: HiddenTests) -> None:
    marks = mark_code(question, f"{solution(question)}\n  x", hidden)
    assert marks.verdicts[0].verdict is Verdict.MISSED
    assert "line 9 (x): unindent does not match" in marks.remarks[0]


def test_an_example_in_a_block_does_not_hide_the_program_above_it(question: Question, hidden: HiddenTests) -> None:
    answer = f"{solution(question)}\nExample:\n```\nsoftmax(np.zeros(2))\n```\n"
    assert verdicts(question, answer, hidden)[1].verdict is Verdict.MET


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("axis: int = -1) -> np.ndarray:", "axis: int = -1) -> np.ndarray", "line 5 (def softmax("),
        ("    weights = np.exp(shifted)", "    weights = np.exp(shifted", "line 7 (weights = np.exp(shifted)"),
        ("    return weights /", "    return ) weights /", "line 8 (return ) weights"),
    ],
)
def test_a_program_that_python_cannot_read_is_wrong_and_its_line_is_shown(
    question: Question, hidden: HiddenTests, right: str, wrong: str, told: str
) -> None:
    assert right in solution(question)
    marks = mark_code(question, f"My solution:\n{solution(question).replace(right, wrong)}It's O(n).", hidden)
    assert {one.verdict for one in marks.verdicts} == {Verdict.MISSED, Verdict.NOT_ASSESSED}
    (remark,) = marks.remarks
    assert told in remark
    assert "```" in remark


def test_a_definition_that_cannot_be_read_is_not_left_out_as_words(question: Question, hidden: HiddenTests) -> None:
    marks = mark_code(question, f"def helper(x) return x\n\n\n{solution(question)}", hidden)
    assert marks.verdicts[0].verdict is Verdict.MISSED
    assert "line 1 (def helper(x) return x): expected ':'" in marks.remarks[0]


def test_the_visible_tests_run_the_program_among_words(question: Question, runner: JudgeRunner) -> None:
    answer = f"Here is my solution:\n{solution(question)}It is O(n)."
    assert VisibleTests(lambda: runner).run(question, answer).passed


@pytest.mark.parametrize(
    "answer",
    ["It is (\n" * 2500, "def f(\n" * 2800, "@\n" * 9999, "x = 1\nIt is.\n" * 1400, 'x = """\n' * 2500],
    ids=range(5),
)
def test_hostile_answers_are_searched_for_a_program_in_no_time(answer: str) -> None:
    begun = time.process_time()
    program_in(answer, "def f(x): ...\n")
    assert time.process_time() - begun < 3


def test_numbers_of_lines_are_told_as_ranges() -> None:
    assert in_words((1,)) == "line 1"
    assert in_words((1, 2, 3, 7, 9, 10)) == "lines 1-3, 7 and 9-10"


def test_prose_earns_nothing(question: Question, hidden: HiddenTests) -> None:
    words = "I subtract the maximum of each row, so nothing overflows, and divide by the sum."
    assert {one.verdict for one in verdicts(question, words, hidden)} == {Verdict.MISSED, Verdict.NOT_ASSESSED}


def test_what_a_program_prints_or_raises_changes_no_verdict(question: Question, hidden: HiddenTests) -> None:
    hostile = "print('passed ' * 1000)\nraise RuntimeError('test_large_inputs passed\\x1b[2J' + 'x' * 9999)"
    found = verdicts(question, hostile, hidden)
    assert all(one.verdict is not Verdict.MET for one in found)
    assert all("\x1b" not in one.reasoning and len(one.reasoning) < 400 for one in found)


def test_what_a_program_printed_while_it_was_marked_is_kept_up_to_a_length(
    question: Question, hidden: HiddenTests
) -> None:
    printed = mark_code(question, f"print('hello')\n{solution(question)}", hidden).printed
    assert printed == "hello\n"
    printed = mark_code(question, f"print('x' * 9000)\n{solution(question)}", hidden).printed
    assert printed == f"{'x' * MOST_PRINTED}\n... (the rest is not kept)"


def test_the_starter_is_recognised_whatever_its_white_space(question: Question) -> None:
    assert question.exercise is not None
    starter = question.exercise.starter
    assert is_unchanged(starter, starter)
    assert is_unchanged(f"\n```python\n{starter}\n\n```\n", starter)
    assert not is_unchanged(solution(question), starter)
    assert not is_unchanged("", "")


def test_the_same_program_is_run_once(question: Question, hidden: HiddenTests) -> None:
    first = hidden.run(question, solution(question))
    assert hidden.run(question, solution(question)) is first
