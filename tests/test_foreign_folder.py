"""The real command in a folder whose `.env` somebody else wrote: where things go is told before they go, or refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.failing import ANSWER
from tests.models.loopback import Answer, ChatServer
from tests.models.scripted_model import scripted

pytestmark = [pytest.mark.model, pytest.mark.slow]

KEY = "recognisable-Z9qX7vK2mW4tR8pL-secret"
Servers = Callable[..., ChatServer]
COMMANDS = {
    "line mode": ("practice", "--plain", "--count", "1"),
    "a file": ("grade", "in.jsonl", "--grader", "llm"),
    "a batch": ("grade", "in.jsonl", "--batch", "--out", "out.jsonl"),
    "the doctor": ("doctor",),
    "the doctor's evaluation": ("doctor", "--grader", "--answers", "1"),
}


@pytest.fixture
def folder(ready_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of answers, for a person whose key is in the environment."""
    for name in ("OPENAI_BASE_URL", "INTERVIEWER_MODEL", "CHROMA_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a1", "question_id": "dropout", "answer": ANSWER}) + "\n")
    return tmp_path


def foreign(folder: Path, url: str) -> str:
    """Writes the `.env`; what a notice says of it."""
    (folder / ".env").write_text(f"INTERVIEWER_MODEL=openai:scripted\nOPENAI_BASE_URL={url}\n")
    return f"(OPENAI_BASE_URL from {folder / '.env'})"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Runs the command to its end; its exit code, and all that it wrote to a file of its own."""
    said = folder / "said.txt"
    with said.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "interviewer", *arguments],
            input=f"{ANSWER}\n\n/end\n".encode(),
            stdout=file,
            stderr=subprocess.STDOUT,
            timeout=240,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
        )
    return done.returncode, said.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [*COMMANDS.values(), ("practice",)], ids=[*COMMANDS, "the bare command"])
def test_a_file_cannot_have_the_key_of_the_environment_sent_to_its_server(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    foreign(folder, "http://models.example.invalid/v1")
    code, said = run(folder, *arguments)
    assert code == (1 if arguments == ("doctor",) else 2)
    assert "would send OPENAI_API_KEY from the environment to http://models.example.invalid." in said
    assert "are sent to" not in said
    assert "Traceback" not in said
    assert KEY not in said


@pytest.mark.parametrize("arguments", [COMMANDS[name] for name in COMMANDS if name != "a batch"])
def test_the_server_and_the_file_that_names_it_are_told_before_the_first_call(
    folder: Path, chat_server: Servers, arguments: tuple[str, ...]
) -> None:
    told_before: list[str] = []

    def server_answers(request: Any) -> Answer:
        told_before.append((folder / "said.txt").read_text(encoding="utf-8"))
        return scripted(request)

    server = chat_server(server_answers)
    named = foreign(folder, server.url)
    run(folder, *arguments)
    assert told_before
    assert f"{server.url.removesuffix('/v1')} {named}" in told_before[0]


def test_the_full_screen_tells_it_too_before_the_first_call(folder: Path, chat_server: Servers) -> None:
    server = chat_server(scripted)
    foreign(folder, server.url)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", "--count", "1"],
        dimensions=(40, 240),
        timeout=120,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "TERM": "xterm-256color"},
    )
    try:
        child.expect("are sent to http://127")
        assert server.requests == []
        child.expect("OPENAI_BASE_URL")
    finally:
        child.kill(signal.SIGKILL)
        child.expect(pexpect.EOF)
        child.close()


def test_a_foreign_database_is_told_before_it_is_connected_to(folder: Path) -> None:
    (folder / ".env").write_text("DATABASE_URL=postgresql://me:hunter2@db.example.invalid/d\n")
    code, said = run(folder, "history")
    assert f"Your sessions are kept on postgresql://db.example.invalid (DATABASE_URL from {folder / '.env'})." in said
    assert code != 0
    assert "hunter2" not in said


def test_a_foreign_index_is_told_before_it_is_connected_to(folder: Path) -> None:
    (folder / ".env").write_text("CHROMA_URL=http://chroma.example.invalid:8000\n")
    code, said = run(folder, "search", "dropout")
    told, failed = (
        said.index("are sent to http://chroma.example.invalid:8000 (CHROMA_URL from"),
        said.index("could not be"),
    )
    assert told < failed
    assert code == 3


def test_the_doctor_says_where_each_setting_was_found(folder: Path) -> None:
    foreign(folder, "http://models.example.invalid/v1")
    _, said = run(folder, "doctor", "--offline")
    assert f"INTERVIEWER_MODEL, OPENAI_BASE_URL from {folder / '.env'}" in said
    assert KEY not in said
