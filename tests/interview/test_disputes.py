"""Contesting a verdict: the second judgement, which knows nothing of it, and the decision, which is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.errors import EmbeddingError
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.verdict import Verdict
from interviewer.interview.dispute import Dispute
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    ActionFailed,
    DisputeDecided,
    DisputeDropped,
    Refused,
    SecondJudged,
    VerdictContested,
)
from interviewer.interview.jobs import JobKind
from interviewer.interview.session import Mode, Phase
from interviewer.models.chat import Cancel
from tests.factories import WordGrader
from tests.interview.stage import FULL, ID, Stage, kinds, only

ARGUMENT = "I said that in other words, and the judge must not hear of it."


class OtherJudge(WordGrader):
    """A judge of another kind, which finds every key point partial, and notes all that it is given."""

    label = "other judge"

    def __init__(self) -> None:
        self.given: list[GradingRequest] = []

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """Every key point is partial."""
        self.given.append(request)
        grade = super().grade(request, cancel)
        verdicts = tuple(replace(one, verdict=Verdict.PARTIAL, reasoning="Half of it.") for one in grade.verdicts)
        return replace(grade, verdicts=verdicts, provenance=replace(grade.provenance, method=Method.LLM))


@pytest.fixture
def reviewing(stage: Stage) -> Stage:
    """A stage after the feedback on an answer that lacks the second key point, judged afresh by another judge."""
    stage.second = OtherJudge
    stage.open()
    stage.submit("fact1 fact3")
    stage.do(ConversationDriver.skip)  # the follow-up
    assert stage.session.phase is Phase.REVIEWING
    return stage


def test_a_verdict_is_contested_judged_again_and_decided(reviewing: Stage) -> None:
    events = reviewing.do(lambda driver: driver.contest("k2"))
    assert kinds(events) == [VerdictContested, SecondJudged]
    judged = only(events, SecondJudged)
    assert (judged.number, judged.verdict.point, judged.verdict.verdict) == (1, "k2", Verdict.MISSED)
    assert judged.second is not None
    assert judged.second.verdict is not None
    assert (judged.second.verdict.verdict, judged.second.judge) == (Verdict.PARTIAL, "other judge")
    dispute = only(reviewing.do(lambda driver: driver.decide(Verdict.MET, ARGUMENT)), DisputeDecided).dispute
    assert (dispute.point, dispute.contested, dispute.label) == ("k2", Verdict.MISSED, Verdict.MET)
    assert (dispute.argument, dispute.second) == (ARGUMENT, judged.second)


def test_a_decision_is_on_disk_and_the_grade_is_not_touched(reviewing: Stage) -> None:
    before = reviewing.session.turns[0].exchanges[0]
    reviewing.do(lambda driver: driver.contest("k2"))
    decided = only(reviewing.do(lambda driver: driver.decide(Verdict.MET, ARGUMENT)), DisputeDecided)
    kept = reviewing.store.load(ID).session.turns[0].exchanges[0]
    assert kept == replace(before, disputes=(decided.dispute,))


def test_the_second_judge_gets_what_any_judge_gets_and_nothing_else(stage: Stage) -> None:
    judge = OtherJudge()
    stage.second = lambda: judge
    stage.open()
    stage.submit(FULL)
    stage.do(lambda driver: driver.contest("k1"))
    stage.do(lambda driver: driver.decide(Verdict.MISSED, ARGUMENT))
    assert judge.given == [GradingRequest(stage.driver.question, FULL, stage.driver.question.title)]


def test_a_judge_that_can_only_say_the_same_again_is_no_second_one(stage: Stage) -> None:
    stage.open()
    stage.submit(FULL)
    judged = only(stage.do(lambda driver: driver.contest("k1")), SecondJudged)
    assert judged.second is None
    dispute = only(stage.do(lambda driver: driver.decide(Verdict.PARTIAL)), DisputeDecided).dispute
    assert (dispute.label, dispute.second, dispute.argument) == (Verdict.PARTIAL, None, "")


def test_keeping_the_verdict_is_a_decision_too(reviewing: Stage) -> None:
    reviewing.do(lambda driver: driver.contest("k1"))
    dispute = only(reviewing.do(lambda driver: driver.decide(Verdict.MET)), DisputeDecided).dispute
    assert dispute.contested is dispute.label is Verdict.MET


def test_a_later_decision_on_the_same_verdict_takes_the_place_of_the_first(reviewing: Stage) -> None:
    for label in (Verdict.MET, Verdict.PARTIAL):
        reviewing.do(lambda driver: driver.contest("k2"))
        reviewing.do(lambda driver, label=label: driver.decide(label))  # type: ignore[misc]
    assert [one.label for one in disputes(reviewing)] == [Verdict.PARTIAL]


def test_a_verdict_of_an_earlier_question_is_contested_while_another_one_is_open(reviewing: Stage) -> None:
    reviewing.do(ConversationDriver.proceed)
    reviewing.do(lambda driver: driver.contest("k2", 1))
    reviewing.do(lambda driver: driver.decide(Verdict.MET))
    assert reviewing.session.phase is Phase.ANSWERING
    assert [one.point for one in disputes(reviewing)] == ["k2"]
    reviewing.submit(FULL)
    assert [one.point for one in reviewing.store.load(ID).session.turns[0].exchanges[0].disputes] == ["k2"]


def test_the_verdict_of_a_follow_up_belongs_to_its_answer(stage: Stage) -> None:
    stage.open()
    stage.submit("fact1 fact3")
    stage.submit("fact2")
    stage.do(lambda driver: driver.contest("k2"))
    stage.do(lambda driver: driver.decide(Verdict.PARTIAL))
    assert [len(exchange.disputes) for exchange in stage.session.turns[0].exchanges] == [0, 1]


def test_nothing_is_kept_of_a_dispute_that_is_dropped(reviewing: Stage) -> None:
    reviewing.do(lambda driver: driver.contest("k2"))
    assert kinds(reviewing.do(ConversationDriver.drop_dispute)) == [DisputeDropped]
    assert disputes(reviewing) == ()
    assert reviewing.driver.contested is None


def test_a_judge_that_cannot_be_loaded_leaves_the_decision_to_the_candidate(reviewing: Stage) -> None:
    def broken() -> Grader:
        raise EmbeddingError("The model is damaged.", "Install it again.")

    reviewing.second = broken
    judged = only(reviewing.do(lambda driver: driver.contest("k2")), SecondJudged)
    assert judged.second is not None
    assert judged.second.verdict is None
    assert "The model is damaged." in judged.second.reason
    assert kinds(reviewing.do(lambda driver: driver.decide(Verdict.MET))) == [DisputeDecided]


def test_a_decision_that_cannot_be_saved_can_be_made_again(reviewing: Stage) -> None:
    reviewing.do(lambda driver: driver.contest("k2"))
    reviewing.store.full = True
    assert kinds(reviewing.do(lambda driver: driver.decide(Verdict.MET))) == [ActionFailed]
    assert disputes(reviewing) == ()
    reviewing.store.full = False
    assert kinds(reviewing.do(lambda driver: driver.decide(Verdict.MET))) == [DisputeDecided]


def test_leaving_ends_the_second_judgement(reviewing: Stage) -> None:
    reviewing.jobs.holds = {JobKind.SECOND_JUDGEMENT}
    reviewing.do(lambda driver: driver.contest("k2"))
    assert reviewing.driver.is_busy
    assert kinds(reviewing.do(lambda driver: driver.decide(Verdict.MET))) == [Refused]
    reviewing.driver.leave()
    assert reviewing.let_go() == []


@pytest.mark.parametrize(
    ("point", "number", "reason"),
    [
        ("k9", None, "There is no verdict on 'k9'; the key points are k1, k2, k3."),
        ("k1", 2, "There is no question 2 yet."),
        ("k1", 0, "There is no question 0 yet."),
    ],
)
def test_what_cannot_be_contested_is_refused(reviewing: Stage, point: str, number: int | None, reason: str) -> None:
    assert only(reviewing.do(lambda driver: driver.contest(point, number)), Refused).reason == reason


def test_an_open_question_has_nothing_to_contest(stage: Stage) -> None:
    stage.open()
    refused = only(stage.do(lambda driver: driver.contest("k1")), Refused)
    assert refused.reason == "A verdict can be contested once the feedback is shown."


def test_a_mock_interview_tells_no_verdict_by_having_it_contested(stage: Stage) -> None:
    stage.open(Mode.MOCK)
    stage.submit(FULL)
    refused = only(stage.do(lambda driver: driver.contest("k1", 1)), Refused)
    assert "at the end" in refused.reason
    stage.do(ConversationDriver.finish)
    assert VerdictContested in kinds(stage.do(lambda driver: driver.contest("k1", 1)))


@pytest.mark.parametrize(
    ("label", "argument"), [(Verdict.NOT_ASSESSED, ""), (Verdict.MET, "x" * 2001)], ids=["label", "argument"]
)
def test_what_cannot_be_decided_is_refused(reviewing: Stage, label: Verdict, argument: str) -> None:
    reviewing.do(lambda driver: driver.contest("k2"))
    assert kinds(reviewing.do(lambda driver: driver.decide(label, argument))) == [Refused]
    assert disputes(reviewing) == ()


def test_there_is_nothing_to_decide_before_a_verdict_is_contested(reviewing: Stage) -> None:
    assert kinds(reviewing.do(lambda driver: driver.decide(Verdict.MET))) == [Refused]
    assert kinds(reviewing.do(ConversationDriver.drop_dispute)) == [Refused]


def disputes(stage: Stage) -> tuple[Dispute, ...]:
    """What is on disk of the disputes about the first answer."""
    return stage.store.load(ID).session.turns[0].exchanges[0].disputes
