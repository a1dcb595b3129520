"""With --offline no socket is opened, even where a chat model is configured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.failing import ANSWER

pytestmark = [pytest.mark.model, pytest.mark.slow]

# Runs the command line in an interpreter where making a socket, or asking for a name, is an error that nothing hides.
GUARDED = """
import os, socket, sys

def refuse(*arguments, **options):
    os.write(2, b"A SOCKET WAS OPENED\\n")
    os._exit(99)

class Refused(socket.socket):
    __init__ = refuse

socket.socket = socket.SocketType = Refused
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
import _socket
_socket.getaddrinfo = refuse

def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        refuse()

sys.addaudithook(audit)
from interviewer.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def configured(ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat model of which everything would be on the network."""
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:gpt-4.1-mini")
    monkeypatch.setenv("INTERVIEWER_DIALOGUE_MODEL", "openai:gpt-4.1-nano")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_test_0123456789")


def offline(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, under guard."""
    return subprocess.run(
        [sys.executable, "-c", GUARDED, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def assert_no_socket(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode != 99, done.stderr[-2000:]
    assert "A SOCKET WAS OPENED" not in done.stderr


def a_file(folder: Path) -> str:
    path = folder / "in.jsonl"
    path.write_text(json.dumps({"id": "a1", "question_id": "dropout", "answer": ANSWER}) + "\n")
    return str(path)


def test_the_guard_would_see_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert offline("grade", a_file(tmp_path), "--grader", "llm").returncode == 99


@pytest.mark.parametrize("mode", ["practice", "mock"])
def test_a_whole_session_is_led_and_graded_by_similarity(mode: str) -> None:
    arguments = ("practice", "--plain", "--offline", "--mode", mode, "--count", "1", "--seed", "4")
    done = offline(*arguments, typed=f"{ANSWER}\n\n/idk\n/idk\n/end\n")
    assert_no_socket(done)
    assert done.returncode == 0, done.stderr
    assert "# Interview of" in done.stdout
    assert "by the similarity grader" in done.stdout
    assert "are sent to" not in done.stdout + done.stderr


@pytest.mark.parametrize("grader", ["auto", "similarity"])
def test_a_file_is_graded_by_similarity(tmp_path: Path, grader: str) -> None:
    done = offline("grade", a_file(tmp_path), "--grader", grader, "--offline")
    assert_no_socket(done)
    assert done.returncode == 0, done.stderr
    (line,) = [json.loads(text) for text in done.stdout.splitlines()]
    assert (line["status"], line["provenance"]["method"]) == ("graded", "similarity")


def test_grading_by_a_language_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = offline("grade", a_file(tmp_path), "--grader", "llm", "--offline")
    assert_no_socket(done)
    assert done.returncode == 2
    assert "ffline" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_that_it_is_offline() -> None:
    done = offline("doctor", "--json", "--offline")
    assert_no_socket(done)
    assert json.loads(done.stdout)
    assert "Traceback" not in done.stderr


def test_the_passages_are_searched() -> None:
    done = offline("search", "why does dropout help", "--offline", "--json")
    assert_no_socket(done)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_the_setting_does_what_the_option_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_OFFLINE", "true")
    done = offline("grade", a_file(tmp_path))
    assert_no_socket(done)
    assert done.returncode == 0, done.stderr
    assert '"method": "similarity"' in done.stdout


@pytest.mark.parametrize("command", [("history", "--json"), ("corpus", "list"), ("--help",)])
def test_what_needs_no_network_asks_for_none_without_the_option(command: tuple[str, ...]) -> None:
    done = offline(*command)
    assert_no_socket(done)
    assert done.returncode == 0, done.stderr
