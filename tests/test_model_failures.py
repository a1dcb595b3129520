"""Whatever a chat server does, the outcome on screen, in the database and in a file of grades is never a score that
nobody gave."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.interview.session import Mode, Plan, Session
from interviewer.plain import LineInterviewer, Pages
from interviewer.settings import load_settings
from tests.factories import NOON
from tests.failing import ANSWER, FAILINGS, LESS_CAPABLE, QUICK, SHORT, WORKING, Failing, judgement
from tests.models.loopback import Servers

pytestmark = [pytest.mark.model, pytest.mark.slow]

failings = pytest.mark.parametrize("failing", FAILINGS.values(), ids=FAILINGS)
PERCENT = re.compile(r"\d+(?:\.\d+)?\s?%")


@pytest.fixture(autouse=True)
def quick(ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is configured, and nobody waits long for it."""
    monkeypatch.setattr("interviewer.models.langchain_chat.RetryPolicy", lambda: QUICK)
    monkeypatch.setattr("interviewer.models.langchain_chat.silence_limits", lambda _: SHORT)
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("INTERVIEWER_CALL_SECONDS", "8")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")


def play(typed: str, mode: Mode = Mode.PRACTICE) -> tuple[str, Session]:
    """A session over the question `dropout` in plain mode; returns its stdout."""
    context = AppContext(load_settings(None))
    plan = Plan("20261102-test", mode, ("dropout",), NOON, seed=1)
    driver = context.sessions.lead(Session(plan), "")
    out = io.StringIO()
    LineInterviewer(context, driver, io.StringIO(typed), Pages(out, io.StringIO())).run()
    return out.getvalue(), driver.session


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database holds."""
    connection = sqlite3.connect(home / "data" / "interviewer.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def grade_file(folder: Path, *arguments: str, answers: int = 1) -> tuple[int, list[dict[str, Any]]]:
    """`interviewer grade` over a file of answers; returns the exit code and the lines of its output."""
    lines = [{"id": f"a{n}", "question_id": "dropout", "answer": f"{ANSWER} Case {n}."} for n in range(answers)]
    (folder / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    code = main(["grade", "in.jsonl", "--out", "out.jsonl", *arguments])
    out = folder / "out.jsonl"
    return code, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


@failings
def test_on_screen_and_in_the_database_a_failure_is_ungraded_and_no_number(
    serve: Servers, ready_home: Path, failing: Failing
) -> None:
    serve(failing.script)
    said, _ = play(f"{ANSWER}\n\n/end\n")
    told = re.search(r"^Ungraded: (.*)$", said, re.MULTILINE)
    assert told is not None
    assert re.search(failing.says, told.group(1))
    assert "Your answer is kept." in told.group(1)
    assert PERCENT.findall(said) == []
    assert "Traceback" not in said
    ((status, score, reason, verdicts),) = rows(ready_home, "SELECT status, score, reason, verdicts FROM grades")
    assert (status, score, json.loads(verdicts)) == ("ungraded", None, [])
    assert re.search(failing.says, reason)
    assert rows(ready_home, "SELECT answer FROM exchanges") == [(ANSWER,)]
    assert rows(ready_home, "SELECT alone, prompted FROM turns") == [(None, None)]


@failings
def test_in_a_file_of_grades_a_failure_is_an_ungraded_line_or_ends_the_run(
    serve: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str], failing: Failing
) -> None:
    serve(failing.script)
    code, lines = grade_file(tmp_path, "--grader", "llm")
    assert code == failing.exit_code
    for line in lines:
        assert (line["status"], line["score"]) == ("ungraded", None)
        assert re.search(failing.says, line["reason"])
    told = capsys.readouterr().err
    assert re.search(failing.says, told) if code else len(lines) == 1
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("name", "code"), [("a bad key", 2), ("a stall", 3), ("an overloaded server", 3), ("a wrong schema", 1)]
)
def test_where_every_answer_fails_the_run_ends_with_the_kind_of_failure_and_writes_no_grade(
    serve: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, code: int
) -> None:
    serve(FAILINGS[name].script)
    ended, lines = grade_file(tmp_path, "--grader", "llm", answers=6)
    assert (ended, lines) == (code, [])
    assert re.search(FAILINGS[name].says, capsys.readouterr().err)


@pytest.mark.parametrize("name", ["a bad key", "a stall", "a wrong schema", "a key point left out"])
def test_in_a_mock_interview_a_failure_holds_nothing_up_and_is_no_score(
    serve: Servers, ready_home: Path, name: str
) -> None:
    serve(FAILINGS[name].script)
    said, session = play(f"{ANSWER}\n\n/skip\n", Mode.MOCK)
    assert session.finished_at is not None
    assert rows(ready_home, "SELECT DISTINCT status, score FROM grades") == [("ungraded", None)]
    assert PERCENT.findall(said) == []


@pytest.mark.parametrize("script", WORKING.values(), ids=WORKING)
def test_a_reply_is_read_however_it_is_worded(serve: Servers, ready_home: Path, script: Any) -> None:
    serve(script)
    _, session = play(f"{ANSWER}\n\n/end\n")
    grade = session.turns[0].exchanges[0].grade
    assert grade is not None
    assert grade.graded
    assert rows(ready_home, "SELECT status, method FROM grades") == [("graded", "llm")]


def test_a_score_that_a_model_adds_counts_for_nothing(serve: Servers, tmp_path: Path) -> None:
    given = []
    for name in ("as asked for", "with a score of its own"):
        server = serve(WORKING[name])
        _, (line,) = grade_file(tmp_path, "--grader", "llm")
        assert server.requests
        given.append((line["status"], line["score"]))
        (tmp_path / "out.jsonl").unlink()
    assert given[0] == given[1]
    assert given[0][0] == "graded"
    assert given[0][1] < 1


@pytest.mark.parametrize("rejects", LESS_CAPABLE.values(), ids=LESS_CAPABLE)
def test_a_server_that_can_do_less_is_asked_for_less(serve: Servers, rejects: tuple[str, ...]) -> None:
    serve(WORKING["as asked for"])
    _, best = play(f"{ANSWER}\n\n/end\n")
    serve(WORKING["as asked for"], rejects=rejects)
    context = AppContext(load_settings(None))
    request = _request(context)
    grade = context.models.judge(lambda: context.searcher(_quiet), context.corpus().version, fresh=True).grade(request)
    first = best.turns[0].exchanges[0].grade
    assert first is not None
    assert (grade.score, grade.verdicts) == (first.score, first.verdicts)


@pytest.mark.parametrize("name", ["a bad key", "a wrong schema", "a reset"])
def test_with_the_fallback_the_grade_is_by_similarity_and_says_so(
    serve: Servers, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    failing = FAILINGS[name]
    monkeypatch.setenv("INTERVIEWER_FALLBACK", "true")
    serve(failing.script)
    context = AppContext(load_settings(None))
    grade = context.grader(_quiet).grade(_request(context))
    assert grade.graded
    assert grade.provenance.method == "similarity"
    assert any(re.search(failing.says, flag) for flag in grade.flags)


def test_trying_again_after_the_server_is_back_grades_the_answer_that_was_kept(serve: Servers) -> None:
    broken = FAILINGS["an unknown key point"].script
    working, asked = WORKING["as asked for"], 0

    def script(request: Any) -> Any:
        nonlocal asked
        asked += judgement(request) is not None
        return broken(request) if asked <= 2 else working(request)  # type: ignore[operator]  # it is a function

    serve(script)
    said, session = play(f"{ANSWER}\n\n/again\n/end\n")
    grade = session.turns[0].exchanges[0].grade
    assert "Ungraded: " in said
    assert grade is not None
    assert grade.graded


def _request(context: AppContext) -> Any:
    from interviewer.grading.grader import GradingRequest

    question = context.corpus().by_id["dropout"]
    return GradingRequest(question, ANSWER, question.title)


def _quiet(*_: object) -> None:
    """Progress nobody looks at."""
