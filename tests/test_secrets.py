"""The key of a chat model is sent to its server and stands nowhere else, whatever goes wrong."""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.commands.common import context_for
from interviewer.grading.grader import GradingRequest
from interviewer.models.chat import Call, Message, Role
from interviewer.models.errors import ModelError
from interviewer.settings import load_settings
from tests.echoes import ECHOES, KEY, PIECE, echoing, shows_key
from tests.failing import ANSWER, FAILINGS, QUICK, SHORT, Failing
from tests.models.loopback import Servers
from tests.models.scripted_model import scripted

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(autouse=True)
def quick(ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A model is configured by a key, and nobody waits long for it."""
    monkeypatch.setattr("interviewer.models.langchain_chat.RetryPolicy", lambda: QUICK)
    monkeypatch.setattr("interviewer.models.langchain_chat.silence_limits", lambda _: SHORT)
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("INTERVIEWER_CALL_SECONDS", "8")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level


def graded(fresh: bool = False) -> tuple[AppContext, Any]:
    context = AppContext(load_settings(None))
    question = context.corpus().by_id["dropout"]
    judge = context.models.judge(lambda: context.searcher(_quiet), context.corpus().version, fresh=fresh)
    return context, judge.grade(GradingRequest(question, ANSWER, question.title))


def _quiet(*_: object) -> None:
    """Progress nobody looks at."""


def holders(folder: Path) -> list[str]:
    """The files below a folder that hold the key, or the middle of it, in any form. What is linked is shared."""
    own = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    files = [path for path in own if not path.is_symlink()]
    assert files
    return [str(path) for path in files if shows_key(path.read_bytes().decode("utf-8", "replace"))]


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str, typed: str = "") -> str:
    """Runs a command in this process; returns all that it says."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    main(list(arguments))
    seen = capsys.readouterr()
    return seen.out + seen.err


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_a_server_that_tells_the_key_back_gets_it_nowhere(
    serve: Servers,
    ready_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    echo: Any,
) -> None:
    server = serve(echo)
    said = run(monkeypatch, capsys, "practice", "--plain", "--count", "1", "--seed", "1", typed=f"{ANSWER}\n\n/end\n")
    line = {"id": "a1", "question_id": "dropout", "answer": ANSWER}
    (tmp_path / "in.jsonl").write_text(json.dumps(line))
    said += run(monkeypatch, capsys, "grade", "in.jsonl", "--out", "out.jsonl", "--grader", "llm")
    said += run(monkeypatch, capsys, "report", "latest") + run(monkeypatch, capsys, "history", "--json")
    assert any(KEY in value for request in server.requests for value in request.headers.values())
    assert not shows_key(said)
    assert ready_home.is_relative_to(tmp_path)
    assert holders(tmp_path) == []


@pytest.mark.parametrize("failing", FAILINGS.values(), ids=FAILINGS)
def test_no_failure_has_the_key_in_its_reason_its_traceback_or_the_log(
    serve: Servers, caplog: pytest.LogCaptureFixture, failing: Failing
) -> None:
    serve(failing.script)
    with caplog.at_level(logging.DEBUG):
        context, grade = graded(fresh=True)
    assert grade.reason
    assert PIECE not in repr(grade)
    assert PIECE not in caplog.text
    chat = context.models.chat(cached=False)
    call = Call([Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Hello.")], seconds=5)
    error = _raised(lambda: list(chat.stream(call)))
    if error is not None:
        assert PIECE not in "".join(traceback.format_exception(error))
        assert PIECE not in repr(error.__dict__)
        assert error.__cause__ is None


def _raised(work: Callable[[], object]) -> ModelError | None:
    try:
        work()
    except ModelError as error:
        return error
    return None


def test_no_value_of_the_program_shows_the_key(serve: Servers) -> None:
    serve(scripted)
    context, grade = graded()
    assert grade.graded
    shown = [context.settings, context, context.models, context.models.endpoint(), context.models.chat(), grade]
    shown += [
        context.models.chat(cached=False),
        context.models.price(),
        context.settings.model_dump(),
        vars(context.models),
    ]
    for value in shown:
        assert PIECE not in repr(value)
        assert PIECE not in str(value)
    assert PIECE not in context.settings.model_dump_json()


def test_a_working_session_keeps_the_key_in_no_file(
    serve: Servers, ready_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(scripted)
    said = run(monkeypatch, capsys, "practice", "--plain", "--count", "1", "--seed", "1", typed=f"{ANSWER}\n\n/end\n")
    assert "# Interview of" in said
    assert PIECE not in said
    assert (ready_home / "cache" / "replies.sqlite3").is_file()
    assert list((ready_home / "data" / "reports").iterdir())
    assert holders(ready_home) == []


def test_the_log_file_shows_no_key_and_no_password_whoever_logs_them(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER_API_KEY", f"another-{KEY[::-1]}")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:swordfish-4711@db.example.invalid/d")
    context = context_for(argparse.Namespace(offline=True, opened=ExitStack()))
    log = logging.getLogger("a.library")
    log.error("It failed with %s", f"another-{KEY[::-1]}", exc_info=ValueError(f"Bearer {KEY}"))
    log.error("No connection to %s: bad password swordfish-4711", os.environ["DATABASE_URL"])
    written = context.paths.log.read_text(encoding="utf-8")
    assert "ValueError: Bearer [key]" in written
    assert "postgresql://[key]@db.example.invalid/d" in written
    assert not any(secret in written for secret in (PIECE, PIECE[::-1], "swordfish"))


@pytest.mark.parametrize("script", [scripted, echoing], ids=["working", "echoing"])
def test_doctor_does_not_show_the_key(
    serve: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: Any
) -> None:
    serve(script)
    said = run(monkeypatch, capsys, "doctor", "--json")
    assert "scripted" in said
    assert PIECE not in said


@pytest.mark.parametrize(
    ("variable", "value"), [("OPENAI_BASE_URL", f"https://me:{KEY}@example.org/v1"), ("INTERVIEWER_VOTES", KEY)]
)
def test_a_key_in_the_wrong_place_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert PIECE not in run(monkeypatch, capsys, "grade", "-", "--grader", "llm")


def test_the_secret_of_the_fences_is_for_its_owner_alone(serve: Servers, ready_home: Path) -> None:
    serve(scripted)
    graded()
    kept = ready_home / "data" / "fence.key"
    assert kept.stat().st_mode & 0o077 == 0
    assert len(kept.read_bytes()) == 32
