"""Two graders beside each other: whose grade stands, when they disagree, and what happens where one gives none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.both import WIDE, SecondOpinion
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade, Method, Status
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.score import rounded
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.models.errors import CallCancelledError, ModelUnreachableError
from tests.factories import NOON, a_question

QUESTION = a_question(weights=(1, 1, 1, 1, 1))
ANSWER = "Units are zeroed at random in each step of training, and the rest are scaled."
REQUEST = GradingRequest(QUESTION, ANSWER, QUESTION.title)


class FixedJudge:
    """Finds so many of five key points met, so that the score is `met` / 5; an exception is raised."""

    version = "1"

    def __init__(self, method: Method, outcome: int | Exception, cancels: Cancel | None = None) -> None:
        self.method = method
        self.label = self.model = f"the {method} grader"
        self.outcome = outcome
        self.asked = 0
        self._cancels = cancels

    def prepare(self, *_: object) -> None:
        self.asked += 100

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        self.asked += 1
        if self._cancels is not None:
            self._cancels.set()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        evidence = (Evidence(0, len(request.answer), request.answer),)
        met = self.outcome
        return Judgement(
            tuple(
                PointVerdict(
                    p.id, p.claim, p.weight, Verdict.MET if at < met else Verdict.MISSED, evidence * (at < met)
                )
                for at, p in enumerate(request.question.key_points)
            )
        )


class Pair:
    """A language model's grader with a similarity grader beside it."""

    def __init__(
        self,
        first: int | Exception,
        second: int | Exception,
        *,
        fallback: bool = False,
        cancels: Cancel | None = None,
    ) -> None:
        self.llm = FixedJudge(Method.LLM, first, cancels)
        self.similarity = FixedJudge(Method.SIMILARITY, second)
        graders = (CheckedGrader(judge, "corpus", lambda: NOON) for judge in (self.llm, self.similarity))
        self.grader = SecondOpinion(*graders, fallback=fallback)

    def grade(self, answer: str = ANSWER, cancel: Cancel | None = None) -> Grade:
        return self.grader.grade(replace(REQUEST, answer=answer), cancel)


def score_for(met: int) -> float:
    """The score of an answer that meets so many of the five key points."""
    return rounded((met / 5) ** 0.8)


AWAY = ModelUnreachableError("The server is away.", "Try again.")


def test_the_language_models_grade_stands() -> None:
    grade = Pair(4, 3).grade()
    assert (grade.score, grade.provenance.method, grade.flags) == (score_for(4), Method.LLM, ())


@pytest.mark.parametrize(("first", "second"), [(5, 2), (2, 5), (5, 0), (0, 5)])
def test_a_wide_disagreement_is_told_with_both_scores_and_changes_neither(first: int, second: int) -> None:
    grade = Pair(first, second).grade()
    assert grade.score == score_for(first)
    (flag,) = grade.flags
    assert f"the llm grader gives {score_for(first):.0%}" in flag
    assert f"the similarity grader {score_for(second):.0%}" in flag


def test_what_is_wide_is_two_levels_of_five() -> None:
    assert WIDE == 0.4
    assert Pair(3, 2).grade().flags == ()
    assert Pair(4, 1).grade().flags != ()


def test_without_fallback_a_failed_grading_is_ungraded_and_no_second_grader_is_asked() -> None:
    pair = Pair(AWAY, 5)
    grade = pair.grade()
    assert (grade.status, grade.score, grade.provenance.method) == (Status.UNGRADED, None, Method.LLM)
    assert grade.reason == "The server is away. Try again."
    assert pair.similarity.asked == 0


def test_with_fallback_a_failed_grading_is_graded_by_similarity_which_says_so() -> None:
    grade = Pair(AWAY, 3, fallback=True).grade()
    assert (grade.score, grade.provenance.method) == (score_for(3), Method.SIMILARITY)
    assert any("The server is away." in flag and "by similarity" in flag for flag in grade.flags)


def test_where_both_fail_the_reason_is_the_language_models() -> None:
    grade = Pair(AWAY, RuntimeError("boom"), fallback=True).grade()
    assert (grade.status, grade.score) == (Status.UNGRADED, None)
    assert grade.reason.startswith("The server is away.")


def test_a_second_grader_that_fails_takes_nothing_from_the_first() -> None:
    grade = Pair(4, RuntimeError("boom")).grade()
    assert (grade.score, grade.flags) == (score_for(4), ())


@pytest.mark.parametrize("answer", ["", "I don't know", QUESTION.title])
@pytest.mark.parametrize("fallback", [True, False])
def test_what_the_gate_settles_asks_neither(answer: str, fallback: bool) -> None:
    pair = Pair(5, 5, fallback=fallback)
    grade = pair.grade(answer)
    assert (grade.score, grade.provenance.method, grade.flags) == (0.0, Method.GATE, ())
    assert (pair.llm.asked, pair.similarity.asked) == (0, 0)


@pytest.mark.parametrize("outcome", [5, CallCancelledError("The call was cancelled.")])
def test_a_grading_that_is_called_off_asks_no_second_grader(outcome: int | Exception) -> None:
    cancel = Cancel()
    pair = Pair(outcome, 0, fallback=True, cancels=cancel)
    pair.grade(cancel=cancel)
    assert pair.similarity.asked == 0


def test_a_call_that_is_called_off_is_no_score_whatever_the_fallback() -> None:
    cancel = Cancel()
    grade = Pair(CallCancelledError("The call was cancelled."), 5, fallback=True, cancels=cancel).grade(cancel=cancel)
    assert (grade.status, grade.score) == (Status.UNGRADED, None)


def test_it_is_named_and_identified_as_the_language_model() -> None:
    pair = Pair(5, 5)
    assert pair.grader.label == "the llm grader"
    assert pair.grader.identity["model"] == "the llm grader"


def test_both_are_prepared() -> None:
    pair = Pair(5, 5)
    pair.grader.prepare(QUESTION, QUESTION.title)
    assert (pair.llm.asked, pair.similarity.asked) == (100, 100)
