"""`interviewer grade --batch`, against a real server on this machine that speaks the Batch API."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from interviewer.bulk.batch import JobFiles
from interviewer.cli import main
from interviewer.commands import grade_batch
from tests.commands.linked_home import link_home
from tests.models.batch_server import BatchServer, Drop, Line, Status, expired, refused, replied, serving
from tests.models.loopback import Connection
from tests.models.scripted_model import scripted

pytestmark = pytest.mark.model

ANSWER = "At each training step every unit is zeroed at random with a set probability. At inference it is switched off."
COUNT = 6
ARGUMENTS = ["grade", "in.jsonl", "--out", "out.jsonl", "--batch"]
COMMAND = [sys.executable, "-m", "interviewer", *ARGUMENTS]
PRICES = "[openai]\nbatch = 0.5\n[openai.models]\nscripted = { input = 2.0, output = 4.0 }\n"


def judged(request: Line) -> Line:
    """The scripted model's reply to a request of a batch, for 1000 tokens in and 100 out."""
    sent: list[bytes] = []
    connection = SimpleNamespace(request=SimpleNamespace(body=request["body"], streamed=False), whole=sent.append)
    scripted(request["body"]).act(cast(Connection, connection))
    content = json.loads(sent[0])["choices"][0]["message"]["content"]
    return replied(request["custom_id"], content, tokens=(1000, 100))


@pytest.fixture
def server() -> Iterator[BatchServer]:
    running = BatchServer(judged)
    running.lives.extend([("completed",)] * 20)
    with serving(running):
        yield running


@pytest.fixture(autouse=True)
def ready(home: Path, built_home: Path, server: BatchServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with everything built, the server, and its prices."""
    link_home(home, built_home)
    Path("prices.toml").write_text(PRICES)
    monkeypatch.setenv("INTERVIEWER_PRICES", "prices.toml")
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    write()


def write(count: int = COUNT) -> None:
    """in.jsonl: different answers, one that says nothing, and a line that is none."""
    lines = [
        json.dumps({"id": f"a{n}", "question_id": "dropout", "answer": f"{ANSWER} Case {n}."}) for n in range(count)
    ]
    lines[1] = json.dumps({"id": "a1", "question_id": "dropout", "answer": "I don't know"})
    lines[2] = "not json"
    Path("in.jsonl").write_text("\n".join(lines) + "\n")


def read() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def assert_all_graded() -> None:
    """Every line is there once, in order, and nothing else is left."""
    assert [grade["id"] for grade in read()] == ["a0", "a1", None, *(f"a{n}" for n in range(3, COUNT))]
    assert [grade["status"] == "graded" for grade in read()] == [True, True, False, *[True] * (COUNT - 3)]
    assert sorted(path.name for path in Path().glob("*out.jsonl*")) == ["out.jsonl"]
    assert not list(Path().glob(".out.jsonl*"))


def test_a_batch_grades_in_order_with_usage_at_half_the_price(
    server: BatchServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ARGUMENTS) == 0
    assert_all_graded()
    grades = read()
    assert grades[0]["score"] > 0
    assert grades[1]["provenance"]["method"] == "gate"
    provenance = grades[0]["provenance"]
    assert (provenance["method"], provenance["model"]) == ("llm", "openai:scripted")
    assert provenance["usage"] == {"calls": 1, "input_tokens": 1000, "output_tokens": 100}
    assert provenance["cost"] == pytest.approx((1000 * 2 + 100 * 4) / 1e6 / 2)
    assert provenance["prompt_hash"]
    assert server.asked().total() == COUNT - 2
    error = capsys.readouterr().err
    assert "are sent to http://127.0.0.1" in error
    assert "5 graded, 1 ungraded. In the batch: 4 calls, 4,000 tokens in, 400 out, cost 0.0048 USD." in error


def test_a_csv_file_is_graded_by_a_batch_unless_an_id_stands_on_several_rows(
    server: BatchServer, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"a{number},dropout,{ANSWER} Case {number}." for number in (1, 2, 2)]
    Path("in.csv").write_text("\n".join(["id,question_id,answer", *rows]))
    assert main(["grade", "in.csv", *ARGUMENTS[2:]]) == 2
    assert "'a2' on 3, 4" in capsys.readouterr().err
    assert server.calls == []
    Path("in.csv").write_text("\n".join(["id,question_id,answer", *rows[:2]]))
    assert main(["grade", "in.csv", *ARGUMENTS[2:]]) == 0
    assert [grade["id"] for grade in read()] == ["a1", "a2"]


def test_no_request_is_made_for_an_answer_that_is_too_long(server: BatchServer) -> None:
    lines = Path("in.jsonl").read_text().splitlines()
    lines[3] = json.dumps({"id": "a3", "question_id": "dropout", "answer": "word " * 5_000})
    Path("in.jsonl").write_text("\n".join(lines) + "\n")
    assert main(ARGUMENTS) == 0
    grade = read()[3]
    assert (grade["status"], grade["provenance"]["method"]) == ("ungraded", "gate")
    assert "25,000 characters, and at most 20,000 are graded" in grade["reason"]
    assert server.asked().total() == COUNT - 3


def test_a_request_of_a_batch_is_what_is_asked_at_once(server: BatchServer) -> None:
    assert main(ARGUMENTS) == 0
    body = server.lines(server.batches[0])[0]["body"]
    assert body["model"] == "scripted"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert (body["temperature"], body["max_tokens"] > 2500) == (0.0, True)


def test_what_fails_is_ungraded_with_its_reason(server: BatchServer) -> None:
    def answer(request: Line) -> Line | None:
        custom_id = request["custom_id"]
        failures = {
            "line-1": refused(custom_id, 400, "It is too long."),
            "line-4": expired(custom_id),
            "line-5": replied(custom_id, '{"key_points": []}'),
        }
        return failures.get(custom_id)

    server.answer = answer
    assert main(ARGUMENTS) == 0
    reasons = [grade["reason"] for grade in read() if grade["id"] in ("a0", "a3", "a4", "a5")]
    said = ("HTTP 400: It is too long.", "expired", "does not have the requested shape", "without an answer")
    assert all(words in reason for words, reason in zip(said, reasons, strict=True))
    assert [grade["score"] for grade in read()] == [None, 0.0, None, None, None, None]


@pytest.mark.posix
@pytest.mark.slow
@pytest.mark.parametrize("route", ["upload", "create", "status", "content"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_any_step_is_gone_on_from_and_asks_nothing_twice(
    server: BatchServer, route: str, moment: str
) -> None:
    running: list[subprocess.Popen[bytes]] = []
    getattr(server, moment)[route].append(Drop(lambda: os.kill(running[0].pid, signal.SIGKILL)))
    with server.lock:  # the first request waits for it, so that there is something to kill
        running.append(subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert running[0].wait(60) == -signal.SIGKILL
    assert not Path("out.jsonl").exists()
    assert main(ARGUMENTS) == 0
    assert_all_graded()
    assert set(server.asked().values()) == {1}


@pytest.mark.posix
def test_a_kill_while_grades_are_written_is_gone_on_from(server: BatchServer) -> None:
    write(120)
    running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not Path("out.jsonl.batch/grades.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    assert running.wait(20) == -signal.SIGKILL
    assert not Path("out.jsonl").exists()
    assert main(ARGUMENTS) == 0
    assert len(read()) == 120
    assert set(server.asked().values()) == {1}


@pytest.mark.parametrize("moved", [False, True])
def test_a_kill_while_grades_are_put_in_their_place_is_gone_on_from(
    tmp_path: Path, moved: bool, server: BatchServer, capsys: pytest.CaptureFixture[str]
) -> None:
    files = JobFiles(tmp_path / "out.jsonl")
    files.folder.mkdir()
    files.write(["one", "two"])
    if moved:
        (files.folder / "grades.jsonl").replace(files.out)
    assert main(ARGUMENTS) == 0
    assert files.out.read_text() == "one\ntwo\n"
    assert not files.begun
    assert server.calls == []
    assert "holds the grades" in capsys.readouterr().err


@pytest.mark.posix
def test_an_interrupt_leaves_the_batch_to_the_service(server: BatchServer) -> None:
    server.lives.clear()
    server.lives.append(("in_progress",))
    running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while "status" not in server.calls and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "run the same command again" in error
    server.batches[0].life.append("completed")
    server.batches[0].life.popleft()
    assert main(ARGUMENTS) == 0
    assert_all_graded()
    assert set(server.asked().values()) == {1}


def test_another_input_is_not_taken_for_the_one_that_is_in_the_batch(
    server: BatchServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.before["status"].append(Status(401, "Bad key."))
    assert main(ARGUMENTS) == 2
    write(COUNT + 1)
    assert main(ARGUMENTS) == 2
    assert "has a batch for another input" in capsys.readouterr().err
    assert len(server.batches) == 1


def test_a_batch_that_could_cross_the_cap_is_not_submitted(
    server: BatchServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTERVIEWER_MAX_COST", "0.05")
    assert main(ARGUMENTS) == 1
    assert "INTERVIEWER_MAX_COST" in capsys.readouterr().err
    assert server.calls == []
    monkeypatch.setenv("INTERVIEWER_MAX_COST", "1")
    assert main(ARGUMENTS) == 0
    assert_all_graded()


def test_grades_that_are_there_are_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.jsonl").write_text("precious\n")
    assert main(ARGUMENTS) == 2
    assert "already exists" in capsys.readouterr().err
    assert Path("out.jsonl").read_text() == "precious\n"


def test_answers_from_a_pipe_cannot_be_read_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "-", "--out", "out.jsonl", "--batch"]) == 2
    assert "read" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="the system has no file that fails when it is read")
def test_answers_that_cannot_be_read_are_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "/proc/self/mem", "--out", "out.jsonl", "--batch"]) == 1
    assert "/proc/self/mem cannot be read: Input/output error." in capsys.readouterr().err


def test_a_failure_to_tell_the_grader_is_not_blamed_on_the_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_: object) -> dict[str, str]:
        raise OSError(errno.EIO, "Input/output error", "grade.md")

    monkeypatch.setattr(grade_batch, "llm_identity", gone)
    assert main(ARGUMENTS) == 2
    error = capsys.readouterr().err
    assert "grade.md cannot be read or written: Input/output error." in error
    assert "in.jsonl" not in error


def test_a_batch_without_anything_to_ask_submits_nothing(server: BatchServer) -> None:
    write(COUNT)
    Path("in.jsonl").write_text(Path("in.jsonl").read_text().splitlines()[1] + "\n")
    assert main(ARGUMENTS) == 0
    assert [grade["id"] for grade in read()] == ["a1"]
    assert server.calls == []
    assert not Path("out.jsonl.batch").exists()
