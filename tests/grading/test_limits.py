"""An answer beyond the greatest length is ungraded, with the reason, before anything reads it."""

from __future__ import annotations

import pytest

from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Failure, Grade, Method, Status
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.limits import MAX_ANSWER_CHARACTERS, why_too_long
from interviewer.grading.score import score_of
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.models.chat import Cancel
from tests.factories import NOON, a_question

QUESTION = a_question(weights=(1,))


class CountingJudge:
    """Finds nothing, and counts how often it was asked."""

    label = "counting"
    method = Method.LLM
    model = "none"
    version = "1"

    def __init__(self) -> None:
        self.asked = 0

    def score(self, request: GradingRequest, judgement: Judgement) -> float | None:
        return score_of(judgement.verdicts)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        self.asked += 1
        return Judgement((PointVerdict("k1", "claim", 1, Verdict.MISSED),))


def graded(judge: CountingJudge, answer: str) -> Grade:
    return CheckedGrader(judge, "corpus-1", lambda: NOON).grade(GradingRequest(QUESTION, answer, QUESTION.title))  # type: ignore[arg-type]


def test_an_answer_of_the_greatest_length_is_graded() -> None:
    judge = CountingJudge()
    assert graded(judge, ("word " * 4_000)[:MAX_ANSWER_CHARACTERS]).status is Status.GRADED
    assert judge.asked == 1


@pytest.mark.parametrize("answer", ["x" * 20_001, "😀" * 20_001, "\n" * 20_001, "I don't know " * 2_000])
def test_a_longer_answer_is_ungraded_and_no_judge_reads_it(answer: str) -> None:
    judge = CountingJudge()
    grade = graded(judge, answer)
    assert (grade.status, grade.score, judge.asked) == (Status.UNGRADED, None, 0)
    assert f"{len(answer):,} characters" in grade.reason
    assert "at most 20,000" in grade.reason
    assert "Shorten it" in grade.reason


def test_it_is_settled_by_the_gate_and_so_tells_nothing_of_the_model() -> None:
    grade = graded(CountingJudge(), "x" * 330_000)
    assert (grade.provenance.method, grade.failure) == (Method.GATE, Failure.NONE)


def test_characters_are_counted_and_not_bytes() -> None:
    assert why_too_long("é" * MAX_ANSWER_CHARACTERS) is None
    assert why_too_long("é" * (MAX_ANSWER_CHARACTERS + 1)) is not None
