"""What belongs to an answer beside its grade: earlier grades, contested verdicts, and how sure the candidate was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from interviewer.errors import RecordsError
from interviewer.grading.grade import Method
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Exchange, ExchangePlace, Prompt, PromptKind, Session
from interviewer.models.chat import Usage
from interviewer.records.store import SqlSessionStore
from tests.factories import NOON, WordGrader, a_grade
from tests.records.conftest import QUESTIONS, an_interview

Opener = Callable[..., SqlSessionStore]
FIRST = ExchangePlace(0, 0)


def answered(interview: Interview, text: str = "fact1 fact2 fact3") -> None:
    """Answers the open question, gets its grade, and goes on."""
    started = interview.submit(text)[-1]
    assert isinstance(started, GradingStarted)
    interview.deliver(started.ticket, WordGrader().grade(started.request))
    interview.proceed()


def with_all(session: Session) -> Session:
    """The session with a confidence, two earlier grades and two disputes at its first answer."""
    exchange = session.exchange_at(FIRST)
    question = QUESTIONS["dropout"]
    verdicts = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)
    earlier = a_grade(question, *verdicts, answer="fact1"), a_grade(question, *verdicts, method=Method.LLM)
    found = PointVerdict("k1", "Fact1.", 3, Verdict.PARTIAL, (Evidence(0, 5, "fact1"),), "dropout#key-point-1")
    second = SecondJudgement(found, "a-model", NOON, usage=Usage(120, 30, 2, None, estimated=True))
    disputes = (
        Dispute("k2", Verdict.PARTIAL, Verdict.MET, NOON, "I said so.", second),
        Dispute("k3", Verdict.MISSED, Verdict.MISSED, NOON),
    )
    changed = replace(exchange, confidence=0.75, earlier_grades=earlier, disputes=disputes)
    return session.with_exchange(FIRST, changed)


def test_all_of_it_comes_back_in_another_program(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store)
    answered(interview)
    session = with_all(interview.session)
    store.save(session, None, changed=0)
    assert opened().load("20261102-test").session == session


def test_none_of_it_is_lost_as_the_interview_goes_on(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store)
    answered(interview)
    store.save(with_all(interview.session), None, changed=0)
    again = opened()
    resumed = Interview(again.load("20261102-test").session, QUESTIONS, again, lambda: NOON)
    answered(resumed)
    resumed.finish()
    kept = opened().load("20261102-test").session.exchange_at(FIRST)
    assert kept == with_all(interview.session).exchange_at(FIRST)


def test_the_history_has_the_score_of_the_present_grade_alone(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answered(interview)
    (before,) = store.summaries()
    store.save(with_all(interview.session), None, changed=0)
    (after,) = store.summaries()
    assert (
        (after.unaided, after.aided, after.methods)
        == (before.unaided, before.aided, before.methods)
        == (
            1.0,
            1.0,
            (Method.SIMILARITY,),
        )
    )


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_outside_its_scale_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Exchange(Prompt(PromptKind.QUESTION, "What is dropout?"), confidence=confidence)


def test_a_damaged_confidence_is_told_as_damage(store: SqlSessionStore, opened: Opener, path: Path) -> None:
    answered(an_interview(store))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE exchanges SET confidence = 7.0")
    connection.close()
    with pytest.raises(RecordsError, match="damaged"):
        opened().load("20261102-test")


def test_the_history_reads_none_of_it(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answered(interview)
    store.save(with_all(interview.session), None, changed=0)
    read: list[str] = []
    event.listen(store._database.reader, "before_cursor_execute", lambda *call: read.append(call[2]))
    assert store.summaries()
    assert len(read) == 5  # a transaction; sessions, turns, who graded, which have an answer
    assert not any(table in statement for statement in read for table in ("superseded_grades", "disputes"))
    assert not any("answer" in statement.partition("FROM")[0] for statement in read)
