"""Feedback as plain lines."""

from __future__ import annotations

from dataclasses import replace

from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Exchange, Prompt, PromptKind, Turn
from interviewer.reports.feedback import feedback_lines
from tests.factories import NOON, a_question

QUESTION = a_question()


def test_formulas_are_in_unicode() -> None:
    question = replace(QUESTION, reference=r"So $$a = g\Big(\sum_i w_i x_i + b\Big)$$ it is.")
    turn = Turn(question.id, question.title, question.topic, NOON, (Exchange(Prompt(PromptKind.QUESTION, "?")),))
    credit = Credit(
        unaided=0.0,
        aided=0.0,
        verdicts=(PointVerdict("k1", r"It is $x_i^2$.", 3, Verdict.MISSED),),
        misconceptions=(MisconceptionFound("m1", r"It is $\sqrt{n}$.", r"It is $10^{-3}$.", ()),),
    )
    lines = list(feedback_lines(turn, credit, question))
    assert "✗ missed: It is xᵢ²." in lines
    assert "! misconception: It is √n." in lines
    assert "    in truth: It is 10⁻³." in lines
    assert "So a = g(∑ᵢ wᵢ xᵢ + b) it is." in lines
