"""Keeping sessions: what comes back, what the history says, and who may write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from interviewer.errors import RecordsError, UnknownNameError
from interviewer.grading.grade import Grade, Method
from interviewer.grading.score import mean_score
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, Verdict
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Mode, Phase, Plan, Session
from interviewer.models.chat import Usage
from interviewer.records.store import SqlSessionStore
from tests.factories import NOON, WordGrader, a_failed_grade, a_grade, a_question, provenance, ticking_clock
from tests.records.conftest import QUESTIONS, an_interview

Opener = Callable[..., SqlSessionStore]
ID = "20261102-test"
FULL = "fact1 fact2 fact3"


def answer(interview: Interview, text: str, grade: Grade | None = None) -> None:
    """Submits an answer and has it graded."""
    started = interview.submit(text)[-1]
    assert isinstance(started, GradingStarted)
    interview.deliver(started.ticket, grade or WordGrader().grade(started.request))


def test_a_session_comes_back_as_it_was_in_another_program(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store)
    interview.hint()
    answer(interview, "fact2 and a lie")
    interview.draft("fact1, I th")
    saved = opened().load(ID)
    assert saved.session == interview.session
    assert saved.draft == "fact1, I th"


def test_a_session_over_a_topic_that_was_divided_opens_and_goes_on(opened: Opener) -> None:
    former = {name: replace(one, topic="transfer-and-efficiency") for name, one in QUESTIONS.items()}
    plan = Plan(ID, Mode.PRACTICE, tuple(former), NOON, seed=7)
    Interview(Session(plan=plan), former, opened(), ticking_clock()).start()
    again = opened()
    resumed = Interview(again.load(ID).session, QUESTIONS, again, ticking_clock())
    resumed.resume("")
    resumed.skip()
    resumed.proceed()
    assert [turn.topic for turn in opened().load(ID).session.turns] == ["transfer-and-efficiency", "regularization"]


def test_an_answer_is_in_the_database_before_its_grading_starts(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store)
    assert isinstance(interview.submit("fact1")[-1], GradingStarted)
    assert opened().load(ID).session.turn.current.answer == "fact1"
    assert opened().load(ID).session.phase is Phase.GRADING


def test_a_grade_keeps_all_that_was_found_and_who_found_it(store: SqlSessionStore) -> None:
    verdicts = (Verdict.MET, Verdict.CONTRADICTED, Verdict.NOT_ASSESSED)
    graded = replace(
        a_grade(a_question(), *verdicts, method=Method.LLM),
        reason="Two votes of three.",
        criteria=(CriterionLevel("clarity", 3, "Plain."), CriterionLevel("depth", None, "No model.")),
        flags=("addressed to the grader",),
        provenance=replace(
            provenance(Method.LLM),
            prompt_id="grade",
            prompt_version="2",
            prompt_hash="ab12",
            rubric_version="1",
            usage={"input_tokens": 812, "output_tokens": 90},
        ),
    )
    interview = an_interview(store)
    answer(interview, "an answer", graded)
    assert store.load(ID).session.turns[0].exchanges[0].grade == graded


def test_an_ungraded_answer_stays_ungraded(store: SqlSessionStore) -> None:
    answer(an_interview(store), "fact1", a_failed_grade())
    assert store.load(ID).session.phase is Phase.UNGRADED


@pytest.mark.parametrize(
    "text",
    [
        "[/] [b list[str]",
        "注意力 🧠👩‍🔬 ﷽ \u202eabc",
        "a\nb\n\n  c\t",
        "'; DROP TABLE sessions; --",
        "\x1b[31mred",
        "x" * 20_000,
    ],
)
def test_any_text_comes_back_exactly(store: SqlSessionStore, text: str) -> None:
    interview = an_interview(store)
    interview.submit(text)
    assert store.load(ID).session.turn.current.answer == text


def test_a_lone_surrogate_becomes_a_question_mark_and_costs_nothing_else(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    store.save(interview.session, "half of an emoji: \ud83e.")
    assert store.load(ID).draft == "half of an emoji: ?."


def test_a_skipped_retry_leaves_no_trace(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, FULL)
    interview.retry()
    assert len(store.load(ID).session.turn.exchanges) == 2
    interview.skip()
    assert len(store.load(ID).session.turn.exchanges) == 1


def test_a_turn_that_is_closed_by_going_on_is_closed_in_the_database(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, "fact1", a_failed_grade())
    interview.proceed()
    assert store.load(ID).session.turns[0].closed_at is not None


def test_a_session_first_saved_with_several_turns_keeps_them_all(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, FULL)
    interview.proceed()
    moved = replace(interview.session, plan=replace(interview.session.plan, session_id="20261102-copy"))
    store.save(moved, "")
    assert store.load("20261102-copy").session == moved


def test_times_come_back_aware_and_in_utc(store: SqlSessionStore) -> None:
    plan = an_interview(store).session.plan
    there = datetime(2026, 11, 2, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    store.save(Session(plan=replace(plan, session_id="tokyo", started_at=there)), "")
    came_back = store.load("tokyo").session.plan.started_at
    assert came_back == there
    assert came_back.utcoffset() == timedelta(0)


def test_a_seed_of_any_size_comes_back(store: SqlSessionStore) -> None:
    plan = replace(an_interview(store).session.plan, session_id="seeded", seed=-(10**40))
    store.save(Session(plan=plan), "")
    assert store.load("seeded").session.plan == plan


def test_none_leaves_the_draft_and_empty_clears_it(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    store.save_draft(ID, "half")
    store.save(interview.session, None)
    assert store.load(ID).draft == "half"
    store.save(interview.session, "")
    assert store.load(ID).draft == ""


def test_an_unknown_session_is_named_with_the_nearest(store: SqlSessionStore) -> None:
    an_interview(store)
    with pytest.raises(UnknownNameError, match=r"no session '20261102-tset'.*Did you mean '20261102-test'"):
        store.load("20261102-tset")


def test_a_draft_of_an_unknown_session_is_refused(store: SqlSessionStore) -> None:
    with pytest.raises(UnknownNameError):
        store.save_draft("never-saved", "text")


def test_the_history_has_no_mean_over_several_graders_and_names_them(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    hinted = a_grade(QUESTIONS["dropout"], Verdict.MET, Verdict.MISSED, Verdict.MISSED)
    answer(interview, "an answer", hinted)
    interview.skip()  # the follow-up
    interview.proceed()
    answer(interview, "an answer", a_grade(QUESTIONS["momentum"], *[Verdict.MET] * 3, method=Method.LLM))
    interview.proceed()
    interview.skip()
    (summary,) = store.summaries()
    assert (summary.planned, summary.asked, summary.graded) == (3, 3, 2)
    assert (summary.unaided, summary.aided) == (None, None)
    assert summary.methods == (Method.LLM, Method.SIMILARITY)
    assert summary.topics == ("regularization",)
    assert summary.finished_at is None


def test_the_history_has_no_mean_over_two_models(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, "an answer", a_grade(QUESTIONS["dropout"], *[Verdict.MET] * 3))
    interview.proceed()
    other = a_grade(QUESTIONS["momentum"], *[Verdict.MET] * 3)
    answer(interview, "an answer", replace(other, provenance=replace(other.provenance, model="another")))
    (summary,) = store.summaries()
    assert (summary.graded, summary.unaided, summary.aided) == (2, None, None)


def test_a_second_try_by_another_model_leaves_the_mean_of_the_history(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    first = a_grade(QUESTIONS["dropout"], *[Verdict.MET] * 3)
    answer(interview, "an answer", first)
    interview.retry()
    answer(interview, "an answer", replace(first, provenance=replace(first.provenance, model="another")))
    (summary,) = store.summaries()
    assert (summary.unaided, summary.aided) == (1.0, 1.0)


def test_the_history_has_means_over_graded_turns(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    hinted = a_grade(QUESTIONS["dropout"], Verdict.MET, Verdict.MISSED, Verdict.MISSED)
    answer(interview, "an answer", hinted)
    interview.skip()  # the follow-up
    interview.proceed()
    answer(interview, "an answer", a_grade(QUESTIONS["momentum"], *[Verdict.MET] * 3, method=Method.GATE))
    (summary,) = store.summaries()
    mean = mean_score([hinted.score or 0.0, 1.0])
    assert (summary.unaided, summary.aided) == (mean, mean)


def test_the_history_tells_what_came_unaided_from_what_came_with_help(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    answer(interview, "fact1")
    first = interview.session.turn.exchanges[0].grade
    assert first is not None
    answer(interview, "fact1 fact2 fact3")
    (summary,) = store.summaries()
    assert (summary.unaided, summary.aided) == (first.score, 1.0)
    assert 0 < (first.score or 0.0) < 1


def test_a_session_without_a_score_has_none_in_the_history(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    interview.skip()
    interview.finish()
    (summary,) = store.summaries()
    assert (summary.graded, summary.unaided, summary.aided, summary.methods) == (0, None, None, ())
    assert summary.finished_at == interview.session.finished_at


def test_the_history_tells_a_session_with_an_answer_from_one_without(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    assert [summary.has_answers for summary in store.summaries()] == [False]
    answer(interview, "fact1")
    assert [summary.has_answers for summary in store.summaries()] == [True]


def test_the_history_is_newest_first_and_as_long_as_asked(store: SqlSessionStore) -> None:
    plan = an_interview(store).session.plan
    for day in (3, 1, 2):
        later = replace(plan, session_id=f"day-{day}", started_at=NOON + timedelta(days=day))
        store.save(Session(plan=later), "")
    assert [summary.session_id for summary in store.summaries()] == ["day-3", "day-2", "day-1", ID]
    assert [summary.session_id for summary in store.summaries(2)] == ["day-3", "day-2"]


def test_a_mock_interview_is_kept_as_any_other(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store, mode=Mode.MOCK)
    for _ in QUESTIONS:
        answer(interview, FULL)
    assert interview.session.phase is Phase.FINISHED
    assert opened().load(ID).session == interview.session


def test_several_threads_write_and_read_at_once(store: SqlSessionStore) -> None:
    interviews = [an_interview(store, f"thread-{number}") for number in range(4)]
    failures: list[BaseException] = []

    def work(interview: Interview) -> None:
        try:
            for number in range(15):
                interview.draft(f"draft {number}")
                store.summaries()
            interview.submit(f"fact1 {interview.session.plan.session_id}")
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(interview,)) for interview in interviews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [store.load(f"thread-{number}").session for number in range(4)] == [one.session for one in interviews]


DRAFTS = """
import pathlib, sys
from interviewer.records.store import open_store
store = open_store(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
for number in range(400):
    store.save_draft("theirs", f"their draft {number}")
"""


@pytest.mark.slow
def test_two_programs_write_different_sessions_at_once(store: SqlSessionStore, path: Path) -> None:
    an_interview(store, "theirs")
    ours = an_interview(store, "ours")
    other = subprocess.Popen([sys.executable, "-c", DRAFTS, str(path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    for number in range(400):
        ours.draft(f"our draft {number}")
    other.communicate()
    assert other.returncode == 0
    assert store.load("ours").draft == "our draft 399"
    assert store.load("theirs").draft == "their draft 399"


def test_a_session_that_went_on_elsewhere_is_not_overwritten(store: SqlSessionStore, opened: Opener) -> None:
    here = an_interview(store)
    other = opened()
    there = Interview(other.load(ID).session, QUESTIONS, other, lambda: NOON)
    there.submit("the answer given there")
    with pytest.raises(RecordsError, match="was changed by another program"):
        here.submit("the answer given here")
    with pytest.raises(RecordsError, match="was changed by another program"):
        here.draft("a draft from here")
    assert opened().load(ID).session == there.session


def test_a_session_that_went_on_elsewhere_goes_on_here_once_it_is_loaded(
    store: SqlSessionStore, opened: Opener
) -> None:
    an_interview(store)
    other = opened()
    Interview(other.load(ID).session, QUESTIONS, other, lambda: NOON).hint()
    again = Interview(store.load(ID).session, QUESTIONS, store, lambda: NOON)
    again.submit("fact1")
    assert opened().load(ID).session == again.session


def test_a_new_session_never_takes_the_place_of_one_with_its_id(store: SqlSessionStore, opened: Opener) -> None:
    first = an_interview(store)
    with pytest.raises(RecordsError):
        an_interview(opened())
    assert opened().load(ID).session == first.session


def test_what_a_language_model_adds_comes_back_as_it_was(store: SqlSessionStore, opened: Opener) -> None:
    interview = an_interview(store)
    interview.ask_back("Do you mean training?")
    interview.clarify("As you like.")
    interview.note_talk(Usage(120, 30, 2, 0.01))
    base = a_grade(a_question(), Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, method=Method.LLM)
    span = (Evidence(0, 2, "an"),)
    graded = replace(
        base,
        verdicts=(replace(base.verdicts[0], reasoning="It is said.", votes=(Verdict.MET,) * 3), *base.verdicts[1:]),
        criteria=(CriterionLevel("depth", 3, "Deep.", span),),
        beyond=(Beyond("an answer", span, "l2#reference-1"),),
        provenance=replace(base.provenance, cost=0.0023, usage={"calls": 3}),
    )
    answer(interview, "an answer", graded)
    interview.finish()
    interview.close_with("Thank you.")
    loaded = opened().load(ID).session
    assert loaded == interview.session
    assert loaded.turns[0].exchanges[0].grade == graded
    assert (loaded.closing, loaded.talk) == ("Thank you.", Usage(120, 30, 2, 0.01))


def test_a_cost_that_is_unknown_is_not_zero(store: SqlSessionStore) -> None:
    interview = an_interview(store)
    interview.note_talk(Usage(120, 30, 2, None))
    graded = a_grade(a_question(), Verdict.MET, Verdict.MET, Verdict.MET)
    answer(interview, "an answer", replace(graded, provenance=replace(graded.provenance, cost=None)))
    loaded = store.load(ID).session
    assert loaded.talk.cost is None
    assert loaded.turns[0].exchanges[0].grade is not None
    assert loaded.turns[0].exchanges[0].grade.provenance.cost is None


def moving_on(store: SqlSessionStore, *texts: str) -> tuple[Interview, list[GradingStarted]]:
    """A mock interview that has gone on over these answers, whose grades are still to come."""
    plan = replace(an_interview(store, "other").session.plan, session_id=ID, mode=Mode.MOCK)
    interview = Interview(Session(plan=plan), QUESTIONS, store, ticking_clock(), grades_later=True)
    interview.start()
    waiting = []
    for text in texts:
        started = interview.submit(text)[-1]
        assert isinstance(started, GradingStarted)
        interview.move_on(started.ticket, WordGrader().grade(started.request))
        waiting.append(started)
    return interview, waiting


def test_a_grade_of_an_earlier_turn_is_kept_with_what_came_after_it(store: SqlSessionStore, opened: Opener) -> None:
    interview, waiting = moving_on(store, FULL, "fact1", "fact2")
    interview.draft("half")
    interview.deliver(waiting[0].ticket, WordGrader().grade(waiting[0].request))
    saved = opened().load(ID)
    assert saved.session == interview.session
    assert saved.session.turns[0].exchanges[0].grade is not None
    assert saved.session.turns[1].exchanges[0].answer == "fact1"
    assert saved.draft == "half"


def test_the_history_has_a_late_grades_score_as_soon_as_it_is_there(store: SqlSessionStore) -> None:
    interview, (started,) = moving_on(store, FULL)
    assert [attempt.unaided for attempt in store.attempts()] == [None]
    interview.deliver(started.ticket, WordGrader().grade(started.request))
    assert [attempt.unaided for attempt in store.attempts()] == [1.0]


def test_a_late_grade_that_failed_has_no_score_in_any_table(store: SqlSessionStore, path: Path) -> None:
    interview, (started,) = moving_on(store, FULL)
    interview.deliver(started.ticket, a_failed_grade())
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT status, score FROM grades").fetchall() == [("ungraded", None)]
    assert connection.execute("SELECT DISTINCT alone, prompted FROM turns").fetchall() == [(None, None)]
    connection.close()
    assert [attempt.unaided for attempt in store.attempts()] == [None]


def test_a_grade_may_come_after_the_session_was_finished(store: SqlSessionStore, opened: Opener) -> None:
    interview, waiting = moving_on(store, FULL, "fact1")
    interview.finish()
    for started in reversed(waiting):
        interview.deliver(started.ticket, WordGrader().grade(started.request))
    loaded = opened().load(ID).session
    assert loaded == interview.session
    assert loaded.ungraded_places == ()
    assert loaded.phase is Phase.FINISHED
