"""Whatever is done in an interview, what is loaded is what was saved."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.grade import Grade, Method, Provenance, Status
from interviewer.grading.score import PARTIAL_CREDIT, credit_of
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.credit import credit_of_turn, graders_of_turn
from interviewer.interview.engine import Interview
from interviewer.interview.events import Event, GradingStarted
from interviewer.interview.session import Mode, Phase, Plan, Session
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import NOON, MemoryStore, ticking_clock
from tests.records.conftest import QUESTIONS

TEXTS = st.text(max_size=40)
TIMES = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.tuples(st.builds(Evidence, st.integers(0, 99), st.integers(0, 99), TEXTS)) | st.just(())
VERDICTS = st.builds(
    PointVerdict,
    st.sampled_from(["k1", "k2", "k3"]),
    TEXTS,
    st.integers(1, 3),
    st.sampled_from(Verdict),
    SPANS,
    st.none() | TEXTS,
    st.booleans(),
    TEXTS,
    st.lists(st.sampled_from(Verdict), max_size=3).map(tuple),
)
PROVENANCES = st.builds(
    Provenance,
    method=st.sampled_from(Method),
    model=TEXTS,
    grader_version=TEXTS,
    corpus_version=TEXTS,
    graded_at=TIMES,
    prompt_id=st.none() | TEXTS,
    prompt_version=st.none() | TEXTS,
    prompt_hash=st.none() | TEXTS,
    rubric_version=st.none() | TEXTS,
    usage=st.dictionaries(TEXTS, st.integers(0, 10**12), max_size=2),
    cost=st.none() | st.floats(0, 100),
)


@st.composite
def grades(draw: st.DrawFn) -> Grade:
    """Any grade that a grader could give."""
    status = draw(st.sampled_from([Status.GRADED, Status.GRADED, Status.UNGRADED]))
    return Grade(
        status=status,
        score=draw(st.floats(0, 1)) if status is Status.GRADED else None,
        provenance=draw(PROVENANCES),
        reason=draw(TEXTS),
        verdicts=tuple(draw(st.lists(VERDICTS, max_size=3, unique_by=lambda verdict: verdict.point))),
        misconceptions=tuple(draw(st.lists(st.builds(MisconceptionFound, TEXTS, TEXTS, TEXTS, SPANS), max_size=1))),
        criteria=tuple(
            draw(st.lists(st.builds(CriterionLevel, TEXTS, st.none() | st.integers(0, 4), TEXTS, SPANS), max_size=1))
        ),
        beyond=tuple(draw(st.lists(st.builds(Beyond, TEXTS, SPANS, TEXTS), max_size=1))),
        flags=tuple(draw(st.lists(TEXTS, max_size=1))),
        printed=draw(TEXTS),
    )


COMMANDS = st.one_of(
    st.tuples(st.just("answer"), TEXTS, grades()),
    st.tuples(st.just("answer"), TEXTS, grades()),
    st.tuples(st.sampled_from(["submit", "draft"]), TEXTS),
    st.tuples(
        st.sampled_from(["hint", "skip", "dont_know", "retry", "proceed", "regrade", "cancel_grading", "resume"])
    ),
)


class Both(MemoryStore):
    """Saves to the database and remembers what was saved."""

    def __init__(self, database: SqlSessionStore) -> None:
        super().__init__()
        self.database = database

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        super().save(session, draft, changed)
        self.database.save(session, draft, changed)

    def save_draft(self, session_id: str, draft: str) -> None:
        super().save_draft(session_id, draft)
        self.database.save_draft(session_id, draft)


@dataclass
class Play:
    """An interview that is led by commands; `interview` is another one after a resume."""

    interview: Interview
    store: Both
    ticket: int = 0

    def do(self, name: str, *arguments: Any) -> None:
        session_id = self.interview.session.plan.session_id
        if name == "resume":
            saved = self.store.database.load(session_id)
            self.interview = Interview(saved.session, QUESTIONS, self.store, ticking_clock())
            self._note(self.interview.resume(saved.draft))
        elif name == "answer":
            self._note(self.interview.submit(arguments[0]))
            self._note(self.interview.deliver(self.ticket, arguments[1]))
        elif name == "draft":
            self.interview.draft(*arguments)
        else:
            self._note(getattr(self.interview, name)(*arguments))

    def _note(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, GradingStarted):
                self.ticket = event.ticket


@pytest.fixture(scope="module")
def database() -> Iterator[SqlSessionStore]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "interviewer.sqlite3")
        yield store
        store.close()


NUMBERS = itertools.count()


@pytest.mark.slow
@given(mode=st.sampled_from(Mode), commands=st.lists(COMMANDS, min_size=5, max_size=16))
def test_what_is_loaded_is_what_was_saved_after_every_command(
    database: SqlSessionStore, mode: Mode, commands: list[tuple[Any, ...]]
) -> None:
    session_id = f"s{next(NUMBERS)}"
    plan = Plan(session_id=session_id, mode=mode, question_ids=tuple(QUESTIONS), started_at=NOON, seed=1)
    store = Both(database)
    play = Play(Interview(Session(plan=plan), QUESTIONS, store, ticking_clock()), store)
    play.do("start")
    for command in commands:
        if play.interview.session.phase is Phase.FINISHED:
            break
        play.do(*command)
        saved = database.load(session_id)
        assert saved.session == play.interview.session
        assert saved.draft == store.drafts.get(session_id, "")
    assert_history_agrees(database, play.interview.session)
    assert_attempts_agree(database, play.interview.session)


def assert_history_agrees(database: SqlSessionStore, session: Session) -> None:
    """The summary is that of the session's own credit."""
    (summary,) = (found for found in database.summaries() if found.session_id == session.plan.session_id)
    credits_of_turns = [credit_of_turn(turn) for turn in session.turns]
    unaided = [credit.unaided for credit in credits_of_turns if credit.unaided is not None]
    aided = [credit.aided for credit in credits_of_turns if credit.aided is not None]
    assert summary.asked == len(session.turns)
    assert summary.graded == len(unaided)
    methods = {method for credit in credits_of_turns for method in credit.methods}
    graded = [turn for turn in session.turns if credit_of_turn(turn).unaided is not None]
    graders = {name for turn in graded for name in graders_of_turn(turn)}
    judges = {name for name in graders if name.method is not Method.GATE}
    has_mean = len(judges or graders) == 1
    assert summary.unaided == (fmean(unaided) if has_mean else None)
    assert summary.aided == (fmean(aided) if has_mean else None)
    assert set(summary.methods) == methods
    assert summary.finished_at == session.finished_at


def assert_attempts_agree(database: SqlSessionStore, session: Session) -> None:
    """The attempts are the turns that are over, with the credit that they have themselves."""
    found = [one for one in database.attempts() if one.session_id == session.plan.session_id]
    over = [turn for turn in session.turns if turn.closed_at is not None or session.finished_at is not None]
    assert sorted(one.number for one in found) == list(range(1, len(over) + 1))
    for one in found:
        turn = session.turns[one.number - 1]
        credit = credit_of_turn(turn)
        assert (one.unaided, one.aided, one.wording) == (credit.unaided, credit.aided, turn.title)
        aided = {seen.point: _EARNED[seen.aided] for seen in one.points}
        assert aided == {verdict.point: credit_of(verdict) for verdict in credit.verdicts}
        alone = sum(_EARNED[seen.unaided] or 0.0 for seen in one.points)
        assert alone <= sum(value or 0.0 for value in aided.values())
        assert [found.id for found in one.misconceptions] == [found.misconception for found in credit.misconceptions]


_EARNED = {
    Verdict.MET: 1.0,
    Verdict.PARTIAL: PARTIAL_CREDIT,
    Verdict.MISSED: 0.0,
    Verdict.CONTRADICTED: 0.0,
    Verdict.NOT_ASSESSED: None,
}
