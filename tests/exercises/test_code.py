"""Coding exercises: what of an answer is run, and what its tests say."""

from __future__ import annotations

import pytest

from interviewer.corpus.question import Question
from interviewer.exercises.code import mark_code
from interviewer.exercises.marks import MOST_PRINTED
from interviewer.exercises.program import is_unchanged, program_in
from interviewer.exercises.running import HiddenTests
from interviewer.grading.verdict import PointVerdict, Verdict
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
    program = program_in("First\n```python\nx = 1\n```\nthen\n```py\ny = x + 1\n```\nand\n```text\nnot this\n```\n")
    assert program.text == "x = 1\n\ny = x + 1\n"
    assert len(program.evidence) == 2


def test_what_a_program_prints_is_not_part_of_it() -> None:
    answer = "```\nx = 1\n```\nIt prints\n```\n[0.25  0.75]\n-> ok\n```\n"
    assert program_in(answer).text == "x = 1\n"


def test_a_key_point_whose_test_fails_is_missed_with_the_reason(question: Question, hidden: HiddenTests) -> None:
    assert question.exercise is not None
    naive = question.exercise.wrong[0].program
    found = verdicts(question, naive, hidden)
    assert [one.verdict for one in found[:3]] == [Verdict.MET, Verdict.MISSED, Verdict.MET]
    assert found[1].reasoning.startswith("test_large_inputs failed: ")
    assert not found[1].evidence


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
