"""`interviewer regrade`: saved answers graded again by the grader in use, with both grades kept."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.corpus.reader import read_corpus
from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.interview.regrading import regradable_places
from interviewer.interview.session import Session
from interviewer.paths import bundled
from interviewer.settings import load_settings
from tests.models import answers
from tests.models.loopback import Answer, ChatServer
from tests.models.scripted_model import scripted
from tests.sample_report import recorded

pytestmark = pytest.mark.model

SESSION = "20261102-mnpq"
OLD = "0"


def by_an_older_grader(session: Session) -> Session:
    """The session as an older grader graded it, which found nothing in any answer."""
    for place in regradable_places(session):
        exchange = session.exchange_at(place)
        grade = exchange.grade
        assert grade is not None
        missed = tuple(replace(one, verdict=Verdict.MISSED, evidence=(), expected=0.0) for one in grade.verdicts)
        given = replace(grade.provenance, grader_version=OLD, corpus_version="older")
        old = replace(grade, score=0.0, verdicts=missed, misconceptions=(), provenance=given)
        session = session.with_exchange(place, replace(exchange, grade=old))
    return session


def save(session: Session) -> None:
    """Saves a session in the home of the test, as a finished program does."""
    store = AppContext(load_settings()).store()
    store.save(session, draft="")


def load(session_id: str = SESSION) -> Session:
    """The session as it is on disk."""
    return AppContext(load_settings()).store().load(session_id).session


def graded_answers(session: Session) -> list[Any]:
    """The answers that can be graded again."""
    return [session.exchange_at(place) for place in regradable_places(session)]


@pytest.fixture
def old(ready_home: Path) -> Session:
    """A session of an older grader, in the database of a home."""
    session = by_an_older_grader(recorded())
    save(session)
    return session


def regraded(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[Any, str]:
    """The JSON that the command prints, and its narration."""
    assert main(["regrade", *arguments, "--json"]) == code
    seen = capsys.readouterr()
    return json.loads(seen.out), seen.err


def test_every_answer_has_a_new_grade_and_keeps_the_old_one(old: Session, capsys: pytest.CaptureFixture[str]) -> None:
    regraded(capsys, SESSION, "--grader", "similarity")
    for before, after in zip(graded_answers(old), graded_answers(load()), strict=True):
        assert after.earlier_grades == (before.grade,)
        assert after.grade.provenance.corpus_version != "older"
        assert (after.answer, after.answered_at, after.prompt) == (before.answer, before.answered_at, before.prompt)


def test_what_moved_is_told_with_evidence_and_why(old: Session, capsys: pytest.CaptureFixture[str]) -> None:
    (found,), _ = regraded(capsys, SESSION, "--grader", "similarity")
    turn = found["turns"][0]
    answer = turn["answers"][0]
    assert found["session"] == SESSION
    assert (turn["unaided_before"], turn["aided_before"]) == (0.0, 0.0)
    assert turn["unaided_after"] > 0.3
    assert answer["change"]["before"] == 0.0
    assert answer["change"]["after"] == pytest.approx(turn["unaided_after"])
    moved = [point for point in answer["change"]["points"] if point["moved"]]
    assert moved
    assert {point["before"]["verdict"] for point in moved if point["before"] is not None} == {"missed"}
    since = read_corpus([bundled("corpus")]).by_id[old.turns[0].question_id].key_points[-1].id
    assert [point["id"] for point in moved if point["before"] is None] == [since]  # a key point that came later
    assert all(point["after"]["words"] for point in moved if point["after"]["verdict"] != "missed")
    why = answer["change"]["why"]
    assert any(line.startswith("Another version of the grader: ") and line.endswith("instead of 0.") for line in why)
    assert any("corpus" in line and "older" in line for line in why)


def test_it_is_readable_without_json(old: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regrade", "latest", "--grader", "similarity"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Session {SESSION}: 9 answers graded again.\n")
    assert "   Question: 0 % → " in out
    assert "       before ✗ missed\n       after  ✓ met: “" in out
    assert "     Another version of the grader: " in out


def test_the_history_has_the_present_grades_alone(old: Session, capsys: pytest.CaptureFixture[str]) -> None:
    store = AppContext(load_settings()).store()
    (before,) = store.summaries()
    (found,), _ = regraded(capsys, "--all", "--grader", "similarity")
    (after,) = store.summaries()
    scores = [turn["unaided_after"] for turn in found["turns"]]
    assert before.unaided == 0.0
    assert after.unaided == pytest.approx(sum(scores) / len(scores))
    assert sorted(one.unaided for one in store.attempts() if one.unaided is not None) == pytest.approx(sorted(scores))


def test_a_second_run_grades_nothing_and_says_why(old: Session, capsys: pytest.CaptureFixture[str]) -> None:
    regraded(capsys, SESSION, "--grader", "similarity")
    once = load()
    (found,), _ = regraded(capsys, SESSION, "--grader", "similarity")
    assert load() == once
    kept = {answer["kept"] for turn in found["turns"] for answer in turn["answers"]}
    assert kept == {"It was graded by this grader already."}


def test_a_question_that_the_corpus_no_longer_has_keeps_its_grade(
    ready_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = by_an_older_grader(recorded())
    gone = replace(session.turns[0], question_id="gone")
    save(replace(session, turns=(gone, *session.turns[1:])))
    (found,), _ = regraded(capsys, SESSION, "--grader", "similarity")
    assert {one["kept"] for one in found["turns"][0]["answers"]} == {"The corpus no longer has this question."}
    assert load().turns[0] == gone


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["20261102-mnpr"], "There is no session '20261102-mnpr'. Did you mean '20261102-mnpq'?"),
        ([SESSION, "20261102-mnpr"], "There is no session '20261102-mnpr'."),
        ([], "It is not clear which sessions to grade again. Name sessions, or give --all."),
        ([SESSION, "--all"], "It is not clear which sessions to grade again."),
        ([SESSION, "--grader", "llm", "--offline"], "Offline, no chat model is used."),
    ],
)
def test_wrong_usage_is_told_and_changes_nothing(
    old: Session, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["regrade", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert load() == old


# By a chat model


def fails_on_momentum(body: Mapping[str, Any]) -> Answer:
    """A model that does not take the answers on one question."""
    return answers.status(400) if "heavy ball" in str(body["messages"]) else scripted(body)


@pytest.fixture
def asked(
    old: Session, monkeypatch: pytest.MonkeyPatch, chat_server: Callable[..., ChatServer]
) -> Callable[[Callable[[Mapping[str, Any]], Answer]], ChatServer]:
    """Starts a server with a script, and configures the program for it."""

    def start(script: Callable[[Mapping[str, Any]], Answer]) -> ChatServer:
        server = chat_server(script)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-recognisable-0123456789")
        monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        return server

    return start


def test_a_chat_model_is_sent_nothing_before_a_yes(
    old: Session, asked: Callable[..., ChatServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = asked(scripted)
    assert main(["regrade", SESSION]) == 2
    narrated = capsys.readouterr().err
    assert "9 answers will be graded again by openai:scripted. Your answers, their questions" in narrated
    assert server.url.removesuffix("/v1") in narrated
    assert "add --yes" in narrated
    assert server.requests == []
    assert load() == old


def test_a_chat_model_grades_and_the_change_of_method_is_told(
    old: Session, asked: Callable[..., ChatServer], capsys: pytest.CaptureFixture[str]
) -> None:
    asked(scripted)
    (found,), _ = regraded(capsys, SESSION, "--yes")
    why = found["turns"][0]["answers"][0]["change"]["why"][0]
    assert why.startswith("Another method: the llm grader (openai:scripted, version ")
    assert "instead of the similarity grader (" in why
    judged = [one for one in graded_answers(load()) if one.grade.provenance.method is not Method.GATE]
    assert {one.grade.provenance.method for one in judged} == {Method.LLM}
    assert all(one.earlier_grades for one in judged)


def test_a_second_run_asks_the_model_nothing(
    asked: Callable[..., ChatServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = asked(scripted)
    regraded(capsys, SESSION, "--yes")
    count = len(server.requests)
    regraded(capsys, SESSION)
    assert len(server.requests) == count


def test_a_failed_grading_leaves_the_old_grade_and_says_so(
    old: Session, asked: Callable[..., ChatServer], capsys: pytest.CaptureFixture[str]
) -> None:
    asked(fails_on_momentum)
    (found,), _ = regraded(capsys, SESSION, "--yes", code=1)
    answer = found["turns"][1]["answers"][0]
    assert answer["change"] is None
    assert answer["kept"]
    assert load().turns[1].exchanges[0] == old.turns[1].exchanges[0]
    assert load().turns[0].exchanges[0].earlier_grades


def test_a_model_that_refuses_the_key_ends_the_run_with_every_grade_as_it_was(
    old: Session, asked: Callable[..., ChatServer], capsys: pytest.CaptureFixture[str]
) -> None:
    server = asked(lambda _: answers.status(401))
    assert main(["regrade", SESSION, "--yes"]) != 0
    assert load() == old
    assert len(server.requests) <= 10
    narrated = capsys.readouterr().err
    assert "0 answers of 9 graded again and saved" in narrated
    assert "sk-recognisable" not in narrated


# Killed


@pytest.mark.posix
@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_half_way_has_lost_no_grade(asked: Callable[..., ChatServer], how: signal.Signals) -> None:
    old = load()
    before = {place: old.exchange_at(place).grade for place in regradable_places(old)}
    asked(lambda body: scripted(body).after(0.3))
    process = subprocess.Popen(
        [sys.executable, "-m", "interviewer", "regrade", SESSION, "--yes", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "INTERVIEWER_AT_ONCE": "1"},
    )
    saved_by = time.monotonic() + 90
    while count_of_earlier_grades() < 2 and time.monotonic() < saved_by:
        time.sleep(0.05)
    process.send_signal(how)
    _, narrated = process.communicate(timeout=60)
    half = load()
    moved = [place for place in before if half.exchange_at(place).earlier_grades]
    assert 2 <= len(moved) < len(before)
    for place, grade in before.items():
        exchange = half.exchange_at(place)
        assert (exchange.earlier_grades or (exchange.grade,)) == (grade,)
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert b"graded again and saved; the same command continues" in narrated
    assert main(["regrade", SESSION, "--yes"]) == 0
    assert all(load().exchange_at(place).earlier_grades == (grade,) for place, grade in before.items())


def count_of_earlier_grades() -> int:
    """How many grades were replaced by later ones, as another program sees it."""
    connection = sqlite3.connect(AppContext(load_settings()).paths.database)
    try:
        (count,) = connection.execute("SELECT count(*) FROM superseded_grades").fetchone()
    finally:
        connection.close()
    return int(count)
