"""Grades that come later: the interview goes on, no grade is lost, and the order in which they come changes nothing."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.errors import RecordsError
from interviewer.grading.grade import Grade
from interviewer.grading.verdict import Verdict
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    AnswerSaved,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradeReady,
    GradingCancelled,
    GradingStarted,
    QuestionAsked,
    Refused,
    SessionFinished,
    SessionResumed,
    TurnClosed,
)
from interviewer.interview.session import ExchangePlace, Mode, Phase, PromptKind, Session
from interviewer.models.chat import Usage
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import MemoryStore, WordGrader, a_failed_grade, a_plan, a_question, ticking_clock

FULL = "fact1 fact2 fact3"
QUESTIONS = {name: a_question(name) for name in ("dropout", "momentum", "softmax")}
ID = "20261102-test"


class Watched(MemoryStore):
    """Notes from which turn on each save said that the session had changed. `full` makes the next save fail."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: list[int | None] = []
        self.full = False

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        if self.full:
            self.full = False
            raise RecordsError("The disk is full.")
        self.changed.append(changed)
        super().save(session, draft, changed)


@dataclass
class Stage:
    """An interview over three questions that does not wait for its grades, in a mode that allows it."""

    mode: Mode = Mode.MOCK
    store: Watched = field(default_factory=Watched)

    def __post_init__(self) -> None:
        self.open(Session(plan=a_plan(*QUESTIONS, mode=self.mode)))
        self.interview.start()

    def open(self, session: Session) -> None:
        self.interview = Interview(session, QUESTIONS, self.store, ticking_clock(), grades_later=True)

    def reopen(self) -> list[Event]:
        """Brings back what was saved, as another run of the program does."""
        self.open(self.store.saved[-1])
        return self.interview.resume("")

    def submit(self, text: str) -> GradingStarted:
        return started_by(self.interview.submit(text))[0]

    def move_on(self, started: GradingStarted) -> list[Event]:
        return self.interview.move_on(started.ticket, WordGrader().grade(started.request))

    def answer(self, text: str) -> GradingStarted:
        """Submits and moves on; the grade is not there yet."""
        started = self.submit(text)
        self.move_on(started)
        return started

    def deliver(self, started: GradingStarted, grade: Grade | None = None) -> list[Event]:
        return self.interview.deliver(started.ticket, grade or WordGrader().grade(started.request))

    @property
    def session(self) -> Session:
        return self.interview.session

    def grade_at(self, turn: int, exchange: int = 0) -> Grade | None:
        return self.store.saved[-1].turns[turn].exchanges[exchange].grade


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


def started_by(events: list[Event]) -> list[GradingStarted]:
    return [event for event in events if isinstance(event, GradingStarted)]


@pytest.fixture
def mock() -> Stage:
    return Stage()


@pytest.fixture
def practice() -> Stage:
    return Stage(Mode.PRACTICE)


def test_only_a_mock_interview_moves_on_by_itself(mock: Stage, practice: Stage) -> None:
    assert mock.submit("fact1").moves_on
    assert not practice.submit("fact1").moves_on


def test_moving_on_from_a_full_answer_asks_the_next_question(mock: Stage) -> None:
    events = mock.move_on(mock.submit(FULL))
    assert kinds(events) == [TurnClosed, QuestionAsked]
    assert mock.session.phase is Phase.ANSWERING
    assert mock.grade_at(0) is None


def test_moving_on_is_one_step_on_disk(mock: Stage) -> None:
    started = mock.submit(FULL)
    before = len(mock.store.saved)
    mock.move_on(started)
    assert len(mock.store.saved) == before + 1


def test_moving_on_from_a_miss_asks_the_follow_up_that_the_quick_grade_leads_to(mock: Stage) -> None:
    (asked,) = mock.move_on(mock.submit("fact1"))
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.point == "k2"


def test_the_quick_grade_is_nowhere_kept(mock: Stage) -> None:
    mock.answer("fact1")
    mock.answer("fact2")
    assert all(exchange.grade is None for exchange in mock.session.turns[0].exchanges)


def test_the_quick_grades_of_all_answers_of_a_turn_choose_the_next_follow_up(mock: Stage) -> None:
    mock.answer("fact3")
    (asked,) = mock.move_on(mock.submit("fact1"))
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.point == "k2"


def test_words_for_the_follow_up_take_the_place_of_its_probe(mock: Stage) -> None:
    started = mock.submit("fact1")
    (asked,) = mock.interview.move_on(started.ticket, WordGrader().grade(started.request), "And the matter 2?")
    assert isinstance(asked, FollowUpAsked)
    assert (asked.prompt.text, asked.prompt.point) == ("And the matter 2?", "k2")


def test_a_second_moving_on_changes_nothing(mock: Stage) -> None:
    started = mock.answer("fact1")
    before = mock.session
    assert mock.move_on(started) == []
    assert mock.session is before


def test_a_practice_interview_does_not_move_on(practice: Stage) -> None:
    assert practice.move_on(practice.submit(FULL)) == []


def test_a_grade_that_comes_later_is_filed_where_it_belongs(mock: Stage) -> None:
    started = mock.answer(FULL)
    (arrived,) = mock.deliver(started)
    assert isinstance(arrived, GradeArrived)
    assert (arrived.number, arrived.left) == (1, 0)
    assert mock.grade_at(0) == arrived.grade
    assert len(mock.session.turns) == 2


def test_a_grade_that_comes_later_leaves_the_draft_unaided(mock: Stage) -> None:
    started = mock.answer(FULL)
    mock.interview.draft("half a sen")
    mock.deliver(started)
    assert mock.store.drafts[ID] == "half a sen"


def test_the_store_is_told_from_which_turn_on_the_session_changed(mock: Stage) -> None:
    first, second = mock.answer(FULL), mock.answer(FULL)
    mock.deliver(second)
    mock.deliver(first)
    assert mock.store.changed[-2:] == [1, 0]


def test_a_grade_that_comes_before_moving_on_decides_how_it_goes_on(mock: Stage) -> None:
    started = mock.submit(FULL)
    assert kinds(mock.deliver(started)) == [GradeReady, TurnClosed, QuestionAsked]
    assert mock.move_on(started) == []
    assert len(mock.session.turns) == 2


def test_a_grading_that_fails_before_moving_on_does_not_hold_the_interview_up(mock: Stage) -> None:
    started = mock.submit("fact1")
    assert kinds(mock.deliver(started, a_failed_grade())) == [GradeArrived]
    (asked,) = mock.move_on(started)
    assert isinstance(asked, FollowUpAsked)
    assert asked.prompt.point == "k2"


def test_a_grading_that_fails_later_keeps_the_answer_and_scores_nothing(mock: Stage) -> None:
    started = mock.answer(FULL)
    (arrived,) = mock.deliver(started, a_failed_grade())
    assert isinstance(arrived, GradeArrived)
    assert arrived.grade.score is None
    assert mock.session.failed_places == (ExchangePlace(0, 0),)
    assert mock.session.turns[0].exchanges[0].answer == FULL


def test_two_answers_of_one_turn_can_wait_at_once(mock: Stage) -> None:
    first, second = mock.answer("fact1"), mock.answer("fact2")
    assert len(mock.session.ungraded_places) == 2
    mock.deliver(second)
    mock.deliver(first)
    grades = [mock.grade_at(0, number) for number in (0, 1)]
    assert [grade.verdicts[number].verdict.value for number, grade in enumerate(grades) if grade] == ["met", "met"]


def test_no_feedback_is_shown_where_a_grade_is_still_to_come(practice: Stage) -> None:
    practice.submit(FULL)
    closed = practice.interview.proceed()[0]
    assert isinstance(closed, TurnClosed)
    assert not closed.show_feedback


def test_in_practice_one_may_go_on_before_the_grade_is_there(practice: Stage) -> None:
    started = practice.submit("fact1")
    assert kinds(practice.interview.proceed()) == [TurnClosed, QuestionAsked]
    assert kinds(practice.deliver(started)) == [GradeArrived]
    assert practice.session.phase is Phase.ANSWERING
    assert practice.grade_at(0) is not None


def test_a_retry_that_is_being_graded_can_be_left_too(practice: Stage) -> None:
    practice.deliver(practice.submit(FULL))
    practice.interview.retry()
    started = practice.submit("fact1")
    assert kinds(practice.interview.proceed()) == [QuestionAsked]
    practice.deliver(started)
    assert practice.session.turns[0].exchanges[1].prompt.kind is PromptKind.RETRY
    assert practice.grade_at(0, 1) is not None


def test_the_last_question_does_not_wait_either(mock: Stage) -> None:
    mock.interview.skip()
    mock.interview.skip()
    started = mock.submit(FULL)
    assert kinds(mock.move_on(started)) == [TurnClosed, SessionFinished]
    assert kinds(mock.deliver(started)) == [GradeArrived]
    assert mock.store.saved[-1].finished_at is not None
    assert mock.grade_at(2) is not None


def test_ending_early_drops_no_grade_that_is_on_its_way(practice: Stage) -> None:
    started = practice.submit("fact1")
    practice.interview.finish()
    assert kinds(practice.deliver(started)) == [GradeArrived]
    assert practice.session.phase is Phase.FINISHED
    assert practice.grade_at(0) is not None


def test_a_cancelled_grading_gives_the_text_back_and_its_grade_is_dropped(mock: Stage) -> None:
    earlier = mock.answer(FULL)
    started = mock.submit("fact1")
    assert mock.interview.cancel_grading() == [GradingCancelled("fact1")]
    assert mock.move_on(started) == []
    assert mock.deliver(started) == []
    assert mock.grade_at(1) is None
    assert mock.session.phase is Phase.ANSWERING
    assert kinds(mock.deliver(earlier)) == [GradeArrived]


def test_the_grade_of_a_cancelled_grading_is_not_that_of_the_next_answer(mock: Stage) -> None:
    cancelled = mock.submit(FULL)
    mock.interview.cancel_grading()
    again = mock.submit("nothing")
    assert mock.deliver(cancelled) == []
    assert mock.move_on(cancelled) == []
    assert kinds(mock.move_on(again)) == [FollowUpAsked]


def test_nothing_is_cancelled_once_the_interview_has_moved_on(mock: Stage) -> None:
    started = mock.answer(FULL)
    assert kinds(mock.interview.cancel_grading()) == [Refused]
    assert kinds(mock.deliver(started)) == [GradeArrived]


def test_a_grade_that_could_not_be_saved_can_be_delivered_again(mock: Stage) -> None:
    started = mock.answer(FULL)
    mock.store.full = True
    with pytest.raises(RecordsError):
        mock.deliver(started)
    assert len(mock.session.ungraded_places) == 1
    assert kinds(mock.deliver(started)) == [GradeArrived]


def test_a_grading_whose_cancelling_could_not_be_saved_goes_on(mock: Stage) -> None:
    started = mock.submit(FULL)
    mock.store.full = True
    with pytest.raises(RecordsError):
        mock.interview.cancel_grading()
    assert kinds(mock.deliver(started))[0] is GradeReady


def test_failed_gradings_are_tried_again_together(mock: Stage) -> None:
    for text in (FULL, FULL):
        mock.deliver(mock.answer(text), a_failed_grade())
    started = started_by(mock.interview.regrade())
    assert [event.late for event in started] == [True, True]
    assert not any(event.moves_on for event in started)
    assert mock.session.ungraded_places == (ExchangePlace(0, 0), ExchangePlace(1, 0))
    for event in started:
        mock.deliver(event)
    assert mock.session.failed_places == ()
    assert mock.store.changed[-3:] == [0, 0, 1]


def test_trying_again_leaves_the_open_question_and_its_draft_unaided(mock: Stage) -> None:
    mock.deliver(mock.answer(FULL), a_failed_grade())
    mock.interview.draft("half")
    mock.interview.regrade()
    assert mock.session.phase is Phase.ANSWERING
    assert mock.store.drafts[ID] == "half"


def test_failed_gradings_of_a_session_that_is_over_are_tried_again(mock: Stage) -> None:
    mock.deliver(mock.answer(FULL), a_failed_grade())
    mock.interview.finish()
    (started,) = started_by(mock.interview.regrade())
    mock.deliver(started)
    assert mock.grade_at(0) == WordGrader().grade(started.request)


def test_there_is_nothing_to_try_again_where_nothing_failed(mock: Stage) -> None:
    mock.answer(FULL)
    assert kinds(mock.interview.regrade()) == [Refused]


def test_a_current_failed_grading_is_tried_again_before_those_left_behind(practice: Stage) -> None:
    practice.deliver(practice.submit(FULL), a_failed_grade())
    practice.interview.proceed()
    practice.deliver(practice.submit(FULL), a_failed_grade())
    (started,) = started_by(practice.interview.regrade())
    assert not started.late
    assert started.request.question.id == "momentum"


def test_resuming_grades_every_answer_that_waits(mock: Stage) -> None:
    mock.answer("fact1")
    mock.answer("fact2 fact3")
    mock.submit("fact1")
    events = mock.reopen()
    assert kinds(events) == [SessionResumed, GradingStarted, GradingStarted, GradingStarted]
    started = started_by(events)
    assert [(event.late, event.moves_on) for event in started] == [(True, False), (True, False), (False, True)]
    assert [event.request.answer for event in started] == ["fact1", "fact2 fact3", "fact1"]
    assert started[1].request.focus == "k2"


def test_resuming_goes_on_from_the_answer_that_was_current(mock: Stage) -> None:
    mock.answer(FULL)
    mock.submit(FULL)
    *_, current = started_by(mock.reopen())
    assert kinds(mock.move_on(current)) == [TurnClosed, QuestionAsked]


def test_resuming_a_session_that_is_over_grades_what_waits(mock: Stage) -> None:
    mock.answer(FULL)
    mock.submit("fact1")
    mock.interview.finish()
    events = mock.reopen()
    assert kinds(events) == [SessionResumed, GradingStarted, GradingStarted]
    arrived = [event for started in started_by(events) for event in mock.deliver(started)]
    assert kinds(arrived) == [GradeArrived, GradeArrived]
    assert [event.left for event in arrived if isinstance(event, GradeArrived)] == [1, 0]
    assert mock.session.ungraded_places == ()
    assert mock.session.phase is Phase.FINISHED


def test_an_answer_whose_grading_failed_is_not_graded_by_resuming(mock: Stage) -> None:
    mock.deliver(mock.answer(FULL), a_failed_grade())
    assert kinds(mock.reopen()) == [SessionResumed]


def test_a_ticket_of_a_run_before_means_nothing(mock: Stage) -> None:
    mock.answer(FULL)
    before = mock.answer("fact1")
    mock.reopen()
    mock.interview.cancel_grading()
    assert mock.interview.deliver(before.ticket + 10, WordGrader().grade(before.request)) == []


def test_the_key_point_for_the_next_follow_up_is_known_before_moving_on(mock: Stage) -> None:
    started = mock.submit("fact1")
    found = mock.interview.next_follow_up(started.ticket, WordGrader().grade(started.request))
    assert found is not None
    assert found.point.id == "k2"
    assert mock.session.phase is Phase.GRADING


def test_the_next_follow_up_knows_the_best_verdicts_of_all_quick_grades(mock: Stage) -> None:
    first = mock.submit("fact1")
    mock.interview.move_on(first.ticket, WordGrader().grade(first.request))
    second = mock.submit("fact2")
    found = mock.interview.next_follow_up(second.ticket, WordGrader().grade(second.request))
    assert found is not None
    assert [(one.point, one.verdict) for one in found.verdicts][:2] == [("k1", Verdict.MET), ("k2", Verdict.MET)]


def test_no_follow_up_is_worded_for_an_answer_that_was_left_behind_or_failed(mock: Stage) -> None:
    behind = mock.answer(FULL)
    current = mock.submit("fact1")
    assert mock.interview.next_follow_up(behind.ticket, WordGrader().grade(behind.request)) is None
    assert mock.interview.next_follow_up(current.ticket, a_failed_grade()) is None


def test_what_the_interviewer_said_besides_is_kept_with_its_turn(mock: Stage) -> None:
    mock.interview.ask_back("Do you mean training?")
    mock.interview.clarify("Take it as broadly as you like.")
    mock.interview.note_talk(Usage(10, 2, 1, 0.1))
    mock.interview.keep_talk()
    remarks = mock.store.saved[-1].turn.remarks
    assert [(remark.by_candidate, remark.exchange) for remark in remarks] == [(True, 0), (False, 0)]
    assert mock.store.saved[-1].talk == Usage(10, 2, 1, 0.1)


def test_a_reply_that_comes_after_the_answer_is_dropped(mock: Stage) -> None:
    mock.interview.ask_back("Do you mean training?")
    mock.submit(FULL)
    assert mock.interview.clarify("Yes.") == []


def test_a_closing_summary_is_kept_beside_grades_that_come_after_it(mock: Stage) -> None:
    started = mock.submit(FULL)
    mock.interview.finish()
    mock.interview.close_with("Thank you.")
    mock.deliver(started)
    assert mock.store.saved[-1].closing == "Thank you."
    assert mock.grade_at(0) is not None


NUMBERS = itertools.count()
ANSWERS = st.sampled_from([FULL, "fact1", "fact2 fact3", "nothing", "fail", "a lie fact1", "fact3"])


@pytest.fixture(scope="module")
def database() -> Iterator[SqlSessionStore]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "interviewer.sqlite3")
        yield store
        store.close()


def played(database: SqlSessionStore, texts: list[str], order: list[float]) -> tuple[Session, Session]:
    """A mock interview with these answers. Each grade comes after as many later answers as `order` has it wait.

    Returns the session, and what the database has of it.
    """
    plan = replace(a_plan(*QUESTIONS, mode=Mode.MOCK), session_id=f"s{next(NUMBERS)}")
    interview = Interview(Session(plan=plan), QUESTIONS, database, ticking_clock(), grades_later=True)
    interview.start()
    due: list[tuple[float, GradingStarted]] = []
    for number, text in enumerate(texts):
        if interview.session.phase is Phase.FINISHED:
            break
        (started,) = started_by(interview.submit(text))
        interview.move_on(started.ticket, WordGrader().grade(replace(started.request, answer=text.replace("fail", ""))))
        due.append((number + order[number], started))
        for late in sorted((late for late in due if late[0] <= number), key=lambda late: late[0]):
            due.remove(late)
            interview.deliver(late[1].ticket, WordGrader().grade(late[1].request))
    for _, started in sorted(due, key=lambda late: late[0]):
        interview.deliver(started.ticket, WordGrader().grade(started.request))
    assert interview.session.ungraded_places == ()
    return interview.session, database.load(plan.session_id).session


@pytest.mark.slow
@given(texts=st.lists(ANSWERS, min_size=9, max_size=9), order=st.lists(st.floats(0, 9), min_size=9, max_size=9))
def test_the_order_in_which_grades_come_changes_nothing(
    database: SqlSessionStore, texts: list[str], order: list[float]
) -> None:
    session, loaded = played(database, texts, order)
    at_once, _ = played(database, texts, [0.0] * 9)
    at_the_end, _ = played(database, texts, [99.0 + number for number in range(9)])
    assert loaded == session
    assert session.turns == at_once.turns == at_the_end.turns
    assert session.finished_at == at_once.finished_at == at_the_end.finished_at
    answers = [exchange.answer for turn in session.turns for exchange in turn.exchanges if exchange.answer is not None]
    assert answers == texts[: len(answers)]


def test_what_is_on_disk_between_any_two_grades_can_be_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "interviewer.sqlite3"
    store = open_store(path)
    session = Session(plan=a_plan(*QUESTIONS, mode=Mode.MOCK))
    interview = Interview(session, QUESTIONS, store, ticking_clock(), grades_later=True)
    interview.start()
    waiting = []
    for text in ("fact1", "fact2 fact3", FULL, FULL):
        (started,) = started_by(interview.submit(text))
        interview.move_on(started.ticket, WordGrader().grade(started.request))
        waiting.append(started)
    for number, started in enumerate(reversed(waiting), start=1):
        interview.deliver(started.ticket, WordGrader().grade(started.request))
        other = open_store(path)
        loaded = other.load(ID).session
        other.close()
        assert loaded == interview.session
        assert len(loaded.ungraded_places) == len(waiting) - number
    store.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM grades WHERE score IS NOT NULL").fetchone() == (4,)
    connection.close()


def test_an_answer_is_saved_before_anything_is_said_of_its_grading(mock: Stage) -> None:
    events = mock.interview.submit(FULL)
    assert kinds(events) == [AnswerSaved, GradingStarted]
    assert mock.store.saved[-1].turn.current.answer == FULL


def test_in_practice_a_failed_grading_waits_for_the_person(practice: Stage) -> None:
    assert kinds(practice.deliver(practice.submit(FULL), a_failed_grade())) == [GradeFailed]
    assert practice.session.phase is Phase.UNGRADED
