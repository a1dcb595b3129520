"""`interviewer plan` and `interviewer progress`."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.sessions import fill
from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode, Plan, Session
from interviewer.reports.learning_lines import MOST_LISTED, WIDTH
from interviewer.settings import load_settings
from tests.factories import NOON
from tests.sample_report import recorded

BY_SIMILARITY = "INTERVIEWER_PLAN_BY_SIMILARITY"


@pytest.fixture
def saved(home: Path) -> Path:
    """A home with the recorded session, which similarity graded, in its database."""
    AppContext(load_settings()).store().save(recorded(), draft="")
    return home


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_without_a_session_nothing_is_due_and_everything_is_to_be_asked(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(capsys, "plan") == "Nothing is due today.\n"
    out = printed(capsys, "progress")
    assert out.startswith("0 graded attempts, 0 without a grade.\n")
    asked = AppContext(load_settings(None)).corpus().topic_counts["regularization"]
    assert f"{'regularization':31}{asked:9}        0        0        0        0\n" in out


def test_the_plan_says_that_grades_by_similarity_are_left_out_and_how_to_count_them(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, "plan")
    assert out.startswith(
        "Nothing is due today.\nNot counted here: 3 grades, given by similarity without a chat model."
    )
    assert f"{BY_SIMILARITY}=true" in out


def test_the_plan_names_what_is_due_and_how_to_start(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BY_SIMILARITY, "true")
    out = printed(capsys, "plan")
    plan = json.loads(printed(capsys, "plan", "--json"))["plan"]
    assert out.startswith(f"{plan['due_points']} due, 1 misconception, 10 minutes.\n")
    assert (plan["minutes"], len(plan["questions"]), plan["not_counted"]) == (10, 3, 0)
    for question in plan["questions"]:
        assert question["title"] in " ".join(out.split())
    assert "key points due, since " in out
    assert out.endswith("\nStart: interviewer --mode drill --count 3\n")
    assert max(map(len, out.splitlines())) <= WIDTH


def test_the_plan_gives_no_answer_away_unless_it_is_asked_to(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BY_SIMILARITY, "true")
    plan = json.loads(printed(capsys, "plan", "--json"))["plan"]
    telling = [point["claim"] for question in plan["questions"] for point in question["due"]]
    telling += [text for entry in plan["misconceptions"] for text in (entry["belief"], entry["truth"])]
    out = " ".join(printed(capsys, "plan").split())
    assert telling
    assert not [text for text in telling if text in out]
    asked_to = " ".join(printed(capsys, "plan", "--with-answers").split())
    assert [text for text in telling if text in asked_to] == telling
    assert "to refute: A larger momentum coefficient is always better" in asked_to


def test_a_drill_asks_the_plan_in_words_that_are_new(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BY_SIMILARITY, "true")
    context = AppContext(load_settings())
    plan = context.sessions.plan()
    driver = context.sessions.begin(Choices(mode=Mode.DRILL, count=2), lambda *_: None)
    assert driver.session.plan.question_ids == plan.question_ids[:2]
    driver.open()
    turn = context.store().load(driver.session.plan.session_id).session.turn
    question = context.corpus().by_id[plan.question_ids[0]]
    assert turn.title == turn.exchanges[0].prompt.text == question.aliases[0]
    driver.leave()
    again = context.sessions.reopen(driver.session.plan.session_id)
    again.open()
    again.skip()
    again.proceed()
    assert again.session.turn.title == context.corpus().by_id[plan.question_ids[1]].aliases[0]


def test_practice_asks_in_the_questions_own_words_though_they_were_used(saved: Path) -> None:
    context = AppContext(load_settings())
    asked = recorded().turns[0]
    plan = Plan("20261122-test", Mode.PRACTICE, (asked.question_id,), NOON, seed=1)
    driver = context.sessions.lead(Session(plan), "")
    driver.open()
    assert driver.session.turn.title == asked.title


def test_the_progress_tells_each_figure_with_its_number(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "progress")
    progress = json.loads(printed(capsys, "progress", "--json"))["progress"]
    (grader,) = progress["graders"]
    assert (progress["graded"], progress["ungraded"], grader["scores"]["unaided"]["count"]) == (3, 1, 3)
    assert out.startswith("3 graded attempts, 1 without a grade.\nTime to the first answer: ")
    assert "(median of 3)" in out
    assert "optimization                           1     0 %   57 %  too few for a trend\n" in out
    assert grader["scores"]["unaided"]["trend"] is None


@pytest.mark.slow
def test_the_progress_of_a_thousand_sessions_is_there_at_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context = AppContext(load_settings())
    fill(context, 20)
    multiply(context.paths.database, 50)
    began = time.process_time()
    attempts = context.store().attempts()
    seconds = time.process_time() - began
    assert len({attempt.session_id for attempt in attempts}) == 1000
    assert len(attempts) == 5000
    assert seconds < 3  # on a quiet machine a tenth of that
    out = printed(capsys, "progress")
    assert out.startswith("5000 graded attempts, 0 without a grade.\n")
    assert out.count("\n  ") < 4 * MOST_LISTED
    assert max(map(len, out.splitlines())) <= WIDTH


def multiply(database: Path, times: int) -> None:
    """Makes `times` sessions of each in a database, the copies each a week after the other."""
    connection = sqlite3.connect(database)
    for table in ("sessions", "turns", "exchanges", "grades"):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for number in range(1, times):
            shifted = [_shifted(name, number) for name in names]
            of_first = f"SELECT {', '.join(shifted)} FROM {table} WHERE session_id NOT LIKE '%copy%'"
            connection.execute(f"INSERT INTO {table} ({', '.join(names)}) {of_first}")
    connection.commit()
    connection.close()


def _shifted(column: str, number: int) -> str:
    """The SQL of a column in the copy with a number."""
    if column == "session_id":
        return f"session_id || '-copy-{number}'"
    moment = f"strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '+{7 * number} days')"
    return moment if column.endswith("_at") else column


@pytest.mark.posix
@pytest.mark.slow
@pytest.mark.parametrize("command", ["plan", "progress"])
def test_a_terminal_of_eighty_columns_shows_every_line_whole(saved: Path, command: str) -> None:
    import pexpect

    environment = {**os.environ, "INTERVIEWER_HOME": str(saved), BY_SIMILARITY: "true", "TERM": "xterm"}
    child = pexpect.spawn(
        sys.executable, ["-m", "interviewer", command], env=environment, dimensions=(24, 80), encoding="utf-8"
    )
    child.expect(pexpect.EOF, timeout=timedelta(minutes=1).total_seconds())
    child.close()
    assert child.exitstatus == 0
    lines = str(child.before).splitlines()
    assert len(lines) > 5
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in str(child.before)
