"""A judge that is not part of the program is held to what every judge promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from interviewer.corpus.question import Question
from interviewer.errors import UsageError
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.custom import CustomJudge
from interviewer.grading.grade import Grade, Method, Status
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.verdict import CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from tests.factories import NOON, a_question

QUESTION = a_question(weights=(3, 1))
ANSWER = "Units are zeroed at random in each step."
REQUEST = GradingRequest(QUESTION, ANSWER, QUESTION.title)


@dataclass
class TheirJudge:
    """Returns what it was told to, or raises it."""

    found: Any
    label: str = "theirs"
    method: Method = Method.CUSTOM
    model: str = "their-model"
    version: str = "9"

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing to load."""

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found  # type: ignore[no-any-return]  # what somebody else's code returns may be anything


def verdict(point: str, found: Verdict = Verdict.MET, quote: str = "zeroed at random", weight: int = 1) -> PointVerdict:
    start = max(ANSWER.find(quote), 0)
    evidence = () if found is Verdict.MISSED else (Evidence(start, start + len(quote), quote),)
    return PointVerdict(point, "their claim", weight, found, evidence)


BOTH = Judgement((verdict("k1"), verdict("k2")))


def graded(found: object) -> Grade:
    judge = CustomJudge(TheirJudge(found), "their.module:Judge")
    return CheckedGrader(judge, "corpus-1", lambda: NOON).grade(REQUEST)


def test_its_grade_names_the_judge_the_class_and_the_version() -> None:
    given = graded(BOTH).provenance
    assert (given.method, given.grader_version, given.corpus_version) == (Method.CUSTOM, "9", "corpus-1")
    assert given.model == "their-model (their.module:Judge)"


def test_a_quote_that_it_invented_does_not_count() -> None:
    grade = graded(Judgement((verdict("k1", quote="nobody wrote this"), verdict("k2"))))
    assert [found.supported for found in grade.verdicts] == [False, True]
    assert grade.score == pytest.approx((1 / (1 + 3**0.5)) ** 0.8)


def test_claims_and_weights_are_those_of_the_question() -> None:
    grade = graded(Judgement((verdict("k1", Verdict.MISSED, weight=0), verdict("k2", weight=1000))))
    assert grade.score == pytest.approx((1 / (1 + 3**0.5)) ** 0.8)
    assert [found.claim for found in grade.verdicts] == [point.claim for point in QUESTION.key_points]


def test_verdicts_come_in_the_order_of_the_question() -> None:
    grade = graded(Judgement((verdict("k2"), verdict("k1"))))
    assert [found.point for found in grade.verdicts] == ["k1", "k2"]


def test_what_it_raises_leaves_the_answer_ungraded_with_the_kind_of_error() -> None:
    grade = graded(ZeroDivisionError("secret"))
    assert grade.status is Status.UNGRADED
    assert "ZeroDivisionError" in grade.reason
    assert "secret" not in grade.reason


SUPERB: Any = "superb"
NO_BASIS: Any = None
LEVEL = CriterionLevel("depth", 3, "", share=0.5)
WRONG = MisconceptionFound("m1", "their belief", "their truth", (Evidence(0, 5, "Units"),))


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (None, "The judge returned NoneType, not a Judgement."),
        (Judgement((verdict("k1"),)), "The judge gave no verdict on the key point 'k2'."),
        (Judgement((verdict("k1"), verdict("k1"), verdict("k2"))), "names the key point 'k1' twice"),
        (Judgement((verdict("k1"), verdict("k2"), verdict("k3"))), "a key point 'k3' that the question does not have"),
        (replace(BOTH, verdicts=(verdict("k1"), verdict("k2", SUPERB))), "the verdict 'superb'"),
        (replace(BOTH, misconceptions=(replace(WRONG, misconception="m7"),)), "a misconception 'm7'"),
        (replace(BOTH, criteria=(replace(LEVEL, level=5),)), "the level 5; levels are 0 to 4"),
        (replace(BOTH, criteria=(LEVEL, replace(LEVEL, share=0.6))), "shares that are not parts of one score"),
        (replace(BOTH, criteria=(replace(LEVEL, share=-1.0),)), "shares that are not parts of one score"),
        (replace(BOTH, criteria=(replace(LEVEL, share=float("nan")),)), "shares that are not parts of one score"),
        (replace(BOTH, basis=NO_BASIS), "failed unexpectedly"),
    ],
)
def test_what_does_not_fit_the_question_leaves_the_answer_ungraded(found: object, reason: str) -> None:
    grade = graded(found)
    assert grade.status is Status.UNGRADED
    assert reason in grade.reason


def test_a_misconception_has_the_words_of_the_question() -> None:
    found = graded(replace(BOTH, misconceptions=(WRONG,))).misconceptions[0]
    assert (found.belief, found.truth) == (QUESTION.misconceptions[0].belief, QUESTION.misconceptions[0].truth)


class NoMethods:
    label = model = version = "x"
    method = Method.CUSTOM


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: TheirJudge(BOTH, label=" "), "its 'label' is not text"),
        (lambda: TheirJudge(BOTH, version=3), "its 'version' is not text"),  # type: ignore[arg-type]
        (lambda: TheirJudge(BOTH, method=Method.SIMILARITY), "its 'method' is not Method.CUSTOM"),
        (NoMethods, "it has no method 'prepare'"),
    ],
)
def test_what_is_no_judge_is_told_in_a_sentence(build: Callable[[], Any], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        CustomJudge(build(), "their.module:Judge")
    assert str(refused.value).startswith("their.module:Judge is not a judge: ")
    assert message in str(refused.value)
