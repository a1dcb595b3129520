"""Reports of a session that earlier ones came before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.learning.attempts import Attempt
from interviewer.reports.build import build_report
from interviewer.reports.model import Report
from tests.factories import NOON, a_plan, a_question
from tests.learning.attempted import attempted

DROPOUT = a_question()
PLAN = replace(a_plan("dropout"), started_at=NOON + timedelta(days=10))
NOW = replace(attempted(10.1, 0.9), session_id=PLAN.session_id)
"""The only attempt of the session."""


def report_after(*attempts: Attempt) -> Report:
    """The report of the session, after these attempts."""
    asked = (Exchange(Prompt(PromptKind.QUESTION, DROPOUT.title)),)
    turn = Turn("dropout", DROPOUT.title, DROPOUT.topic, PLAN.started_at, asked)
    return build_report(Session(PLAN, (turn,)), {"dropout": DROPOUT}, attempts)


def moved_report() -> Report:
    """The report after five attempts that got better."""
    return report_after(*(attempted(day, day / 10) for day in range(5)), NOW)
