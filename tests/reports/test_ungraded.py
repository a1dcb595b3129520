"""A follow-up that could not be graded, as it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.grading.grade import Grade
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.feedback import feedback_lines
from interviewer.reports.formats import Format
from interviewer.reports.headline import headline
from interviewer.reports.render import render
from interviewer.reports.ungraded import shown_credit, why_ungraded
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

QUESTION = a_question()
MET, MISSED, PARTIAL = Verdict.MET, Verdict.MISSED, Verdict.PARTIAL
OPEN = Verdict.NOT_ASSESSED


def a_turn(follow_up: Grade | None, *verdicts: Verdict, kind: PromptKind = PromptKind.FOLLOW_UP) -> Turn:
    """A turn whose first answer has these verdicts, with a prompt about the second key point."""
    first = Exchange(
        Prompt(PromptKind.QUESTION, QUESTION.title),
        "fact1",
        NOON,
        a_grade(QUESTION, *verdicts or (MET, MISSED, MISSED)),
    )
    asked = Exchange(Prompt(kind, "And?", "k2"), "fact2", NOON, follow_up)
    return Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, (first, asked), closed_at=NOON)


FAILED = a_turn(a_failed_grade())


def shown(turn: Turn) -> list[Verdict]:
    return [verdict.verdict for verdict in shown_credit(turn).verdicts]


def test_a_key_point_whose_follow_up_has_no_grade_is_not_called_missed() -> None:
    assert shown(FAILED) == [MET, OPEN, MISSED]


def test_what_the_first_answer_earned_stays() -> None:
    assert shown(a_turn(a_failed_grade(), MET, PARTIAL, MISSED)) == [MET, PARTIAL, MISSED]


@pytest.mark.parametrize(
    "turn",
    [a_turn(a_grade(QUESTION, MISSED, MISSED, MISSED)), a_turn(None), a_turn(a_failed_grade(), kind=PromptKind.RETRY)],
    ids=["graded", "waiting", "a second try"],
)
def test_anything_else_that_was_missed_is_called_missed(turn: Turn) -> None:
    assert shown(turn) == [MET, MISSED, MISSED]
    assert why_ungraded(turn) == ""


def test_the_scores_are_what_they_are() -> None:
    credit = credit_of_turn(FAILED)
    assert (shown_credit(FAILED).unaided, shown_credit(FAILED).aided) == (credit.unaided, credit.aided)


def test_the_reason_is_of_the_first_answer_where_that_failed() -> None:
    first = replace(FAILED.exchanges[0], grade=a_failed_grade("No connection."))
    assert why_ungraded(replace(FAILED, exchanges=(first, FAILED.exchanges[1]))) == "No connection."


def test_lines_say_that_a_follow_up_could_not_be_graded_and_why() -> None:
    lines = list(feedback_lines(FAILED, shown_credit(FAILED), QUESTION))
    assert "A follow-up could not be graded: The model is away. The score is without it; the answer is kept." in lines
    assert any(line.startswith("? not assessed: Fact2") for line in lines)


def test_a_report_says_so_in_its_head_and_does_not_list_the_point_to_work_on() -> None:
    report = build_report(Session(a_plan("dropout"), (FAILED,), NOON), {"dropout": QUESTION})
    assert headline(report).endswith("(1 asked, 1 graded, 1 follow-up not graded).")
    assert report.turns[0].outcome.endswith("; a follow-up could not be graded")
    assert [gap.claim for gap in report.gaps] == [QUESTION.key_points[2].claim]


@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.HTML])
def test_every_format_says_why_the_point_is_open(form: Format) -> None:
    page = render(build_report(Session(a_plan("dropout"), (FAILED,), NOON), {"dropout": QUESTION}), form).decode()
    assert "so that what was said to it counts for nothing yet" in page
