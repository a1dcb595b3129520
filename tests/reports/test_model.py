"""The report as a value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.model import Report
from interviewer.reports.wording import spoken_credit
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

QUESTION = a_question()
M, X = Verdict.MET, Verdict.MISSED


def a_turn(*verdicts: Verdict, method: Method = Method.SIMILARITY, topic: str = "regularization") -> Turn:
    grade = a_grade(QUESTION, *verdicts, method=method)
    exchange = Exchange(Prompt(PromptKind.QUESTION, QUESTION.title), "an answer", NOON, grade)
    return Turn(QUESTION.id, QUESTION.title, topic, NOON, (exchange,), closed_at=NOON)


def report_of(*turns: Turn, planned: int | None = None) -> Report:
    plan = a_plan(*["dropout"] * (planned or len(turns)))
    return build_report(Session(plan, turns, NOON), {"dropout": QUESTION})


def test_the_mean_is_over_graded_questions_only() -> None:
    skipped = replace(a_turn(X, X, X), skipped=True, exchanges=(Exchange(Prompt(PromptKind.QUESTION, "?")),))
    (mean,) = report_of(a_turn(M, M, M), a_turn(X, X, X), skipped).means
    assert (mean.unaided, mean.count) == (0.5, 2)


def test_means_of_different_methods_are_kept_apart() -> None:
    means = report_of(a_turn(M, M, M), a_turn(X, X, X, method=Method.LLM)).means
    assert {mean.grader.method: mean.unaided for mean in means} == {Method.SIMILARITY: 1.0, Method.LLM: 0.0}


def test_what_a_gate_settled_counts_with_the_judge_of_the_session() -> None:
    (mean,) = report_of(a_turn(M, M, M), a_turn(X, X, X, method=Method.GATE)).means
    assert (mean.grader.method, mean.unaided, mean.count) == (Method.SIMILARITY, 0.5, 2)


def test_an_ungraded_question_has_no_score_and_is_called_ungraded() -> None:
    turn = a_turn(M, M, M)
    failed = replace(turn, exchanges=(replace(turn.exchanges[0], grade=a_failed_grade()),))
    report = report_of(failed)
    assert report.turns[0].outcome == "ungraded"
    assert report.means == ()


def test_topics_are_reported_apart() -> None:
    report = report_of(a_turn(M, M, M), a_turn(X, X, X, topic="evaluation"))
    assert [(topic.name, topic.means[0].unaided) for topic in report.topics] == [
        ("regularization", 1.0),
        ("evaluation", 0.0),
    ]


def test_questions_that_were_not_reached_are_counted() -> None:
    assert report_of(a_turn(M, M, M), planned=3).left == 2


@pytest.mark.parametrize(
    ("unaided", "aided", "spoken"),
    [(0.55, 0.8, "55 % unaided, 80 % aided"), (0.5, 0.5, "50 % unaided"), (None, None, "no score")],
)
def test_credit_is_spoken(unaided: float | None, aided: float | None, spoken: str) -> None:
    assert spoken_credit(Credit(unaided, aided)) == spoken


def test_a_gate_in_another_topic_counts_with_the_judge_of_the_session() -> None:
    report = report_of(a_turn(M, M, M), a_turn(X, X, X, method=Method.GATE, topic="evaluation"))
    assert [mean.grader.method for topic in report.topics for mean in topic.means] == [
        Method.SIMILARITY,
        Method.SIMILARITY,
    ]


def with_follow_up(turn: Turn, method: Method) -> Turn:
    grade = a_grade(QUESTION, M, M, M, method=method)
    return replace(turn, exchanges=(*turn.exchanges, Exchange(Prompt(PromptKind.FOLLOW_UP, "?"), "more", NOON, grade)))


def test_a_question_graded_by_several_methods_is_in_no_mean() -> None:
    mixed = with_follow_up(a_turn(X, X, X, method=Method.LLM), Method.SIMILARITY)
    report = report_of(mixed, a_turn(M, M, M, method=Method.LLM))
    (mean,) = report.means
    assert (mean.grader.method, mean.unaided, mean.count) == (Method.LLM, 1.0, 1)
    assert [turn.is_mixed for turn in report.turns] == [True, False]


def test_a_fallback_and_a_gate_beside_a_language_model_are_three_means() -> None:
    turns = [a_turn(M, M, M, method=method) for method in (Method.LLM, Method.SIMILARITY, Method.GATE)]
    assert [mean.grader.method for mean in report_of(*turns).means] == [Method.GATE, Method.LLM, Method.SIMILARITY]


def test_a_gate_in_a_follow_up_leaves_the_method_of_the_judge() -> None:
    (mean,) = report_of(with_follow_up(a_turn(M, X, X, method=Method.LLM), Method.GATE)).means
    assert mean.grader.method is Method.LLM
