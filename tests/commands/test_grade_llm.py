"""`interviewer grade` by a chat model, against a real server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from interviewer.cli import main
from tests.commands.linked_home import link_home
from tests.models import answers
from tests.models.loopback import Answer
from tests.models.loopback import Servers as Serve
from tests.models.scripted_model import scripted

pytestmark = pytest.mark.model

ANSWER = "At each training step every unit is zeroed at random with a set probability. At inference it is switched off."
KEY = "sk-recognisable-0123456789"
COMMAND = [sys.executable, "-m", "interviewer", "grade", "in.jsonl", "--out", "out.jsonl", "--resume"]


@pytest.fixture(autouse=True)
def ready(home: Path, built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with everything built, and a key."""
    link_home(home, built_home)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def write(count: int, **changed: str) -> None:
    """in.jsonl: so many different answers; a keyword aN gives answer N another text."""
    lines = (
        {"id": f"a{n}", "question_id": "dropout", "answer": changed.get(f"a{n}", f"{ANSWER} Case {n} is no other.")}
        for n in range(count)
    )
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def read(name: str = "out.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text().splitlines()]


def failing_on(number: int, failure: Answer) -> Callable[[Mapping[str, Any]], Answer]:
    """The scripted model, but for one answer."""
    marked = f"Case {number} is no other."
    return lambda body: failure if marked in str(body["messages"]) else scripted(body)


def test_answers_are_graded_by_the_model_in_their_order(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve()
    write(5, a1="I don't know")
    assert main(["grade", "in.jsonl"]) == 0
    seen = capsys.readouterr()
    grades = [json.loads(line) for line in seen.out.splitlines()]
    assert [grade["id"] for grade in grades] == [f"a{n}" for n in range(5)]
    assert [grade["provenance"]["method"] for grade in grades] == ["llm", "gate", "llm", "llm", "llm"]
    assert grades[0]["score"] > 0
    assert grades[0]["provenance"]["usage"]["calls"] == 1
    assert grades[0]["provenance"]["prompt_hash"]
    assert len(server.requests) == 4
    lines = seen.err.splitlines()
    assert lines[0] == "Grading by openai:scripted, 8 answers at a time."
    assert "are sent to http://127.0.0.1" in lines[1]
    spent = sum(sum(g["provenance"]["usage"].get(k, 0) for g in grades) for k in ("input_tokens", "output_tokens"))
    assert spent > 0
    assert lines[-1].startswith("5 graded, 0 ungraded. ")
    assert lines[-1].endswith(" out, cost unknown.")
    assert KEY not in seen.out + seen.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--grader", "llm"], "Set INTERVIEWER_MODEL"),
        (["--batch", "--out", "out.jsonl"], "Set INTERVIEWER_MODEL"),
        (["--grader", "llm", "--model", "openai:x", "--offline"], "Offline, no chat model is used"),
        (["--model", "openai:x", "--offline"], "Offline, no chat model is used"),
        (["--grader", "similarity", "--model", "openai:x"], "--model is for a chat model"),
        (["--grader", "similarity", "--batch"], "--batch is for a chat model"),
        (["--model", "nameless"], "not the name of a chat model"),
        (["--model", "openai:x", "--workers", "2"], "--workers sets the number of processes"),
        (["--model", "openai:x", "--batch"], "--batch needs --out"),
        (["--model", "anthropic:x", "--batch", "--out", "out.jsonl"], "not available through the Batch API"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(1)
    assert main(["grade", "in.jsonl", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize("arguments", [["--offline"], ["--grader", "similarity"]])
def test_the_model_is_left_alone_where_that_is_asked(
    serve: Serve, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    write(1)
    assert main(["grade", "in.jsonl", *arguments]) == 0
    seen = capsys.readouterr()
    assert json.loads(seen.out)["provenance"]["method"] == "similarity"
    assert "Grading by similarity" in seen.err
    assert "sent to" not in seen.err
    assert server.requests == []


def test_another_model_may_be_named_for_a_run(serve: Serve) -> None:
    server = serve()
    write(1)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--model", "openai:other"]) == 0
    assert read()[0]["provenance"]["model"] == "openai:other"
    assert server.requests[0].body["model"] == "other"


def test_no_more_answers_are_graded_at_a_time_than_said(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(latency=0.1)
    monkeypatch.setenv("INTERVIEWER_AT_ONCE", "3")
    write(12)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    assert server.peak == 3


def test_unchanged_answers_cost_nothing_a_second_time(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve()
    write(3)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    assert main(["grade", "in.jsonl", "--out", "again.jsonl"]) == 0
    assert len(server.requests) == 3
    assert "0 calls, 0 tokens in, 0 out, cost 0.0000 USD" in capsys.readouterr().err
    assert [grade["score"] for grade in read("again.jsonl")] == [grade["score"] for grade in read()]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (answers.wrong_schema(), "does not have the requested shape"),
        (answers.refusal(), "refuses"),
        (answers.empty(), "empty"),
        (answers.status(400, "maximum context length exceeded"), "too long"),
        (answers.status(422, "Unprocessable."), "refuses the request (422)"),
    ],
)
def test_an_answer_that_fails_is_ungraded_and_the_rest_go_on(serve: Serve, failure: Answer, said: str) -> None:
    serve(failing_on(2, failure))
    write(5)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    grades = read()
    assert [grade["status"] for grade in grades] == ["graded", "graded", "ungraded", "graded", "graded"]
    assert said in grades[2]["reason"]
    assert grades[2]["score"] is None


def test_a_run_tells_from_the_start_how_far_it_is_and_at_the_end_why_lines_are_ungraded(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(failing_on(1, answers.text("")))
    write(2)
    Path("in.jsonl").write_text(Path("in.jsonl").read_text() + "no JSON\n")
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert "Grading answers: 0 of 3" in said
    assert said[-3].startswith("1 graded, 2 ungraded. ")
    assert said[-2:] == [
        "  once: The model's reply is empty. Try again, or another model.",
        "  once: it is not JSON.",
    ]


def test_a_wait_that_the_server_asks_for_is_told_in_words(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interviewer.progress._EVERY", 0.05)
    wait = {"Retry-After": "2"}
    first = iter([answers.status(429, headers=wait)])
    serve(lambda body: next(first, None) or scripted(body))
    write(1)
    assert main(["grade", "in.jsonl"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert any(
        line.startswith("Grading answers: 0 of 1, ") and "waiting 2 seconds, as the server asks" in line
        for line in said
    )


def test_lines_that_failed_are_graded_again_when_the_run_is_resumed(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(failing_on(1, answers.text("")))
    write(3)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    assert [grade["status"] for grade in read()] == ["graded", "ungraded", "graded"]
    asked = len(server.requests)
    server.script = scripted
    capsys.readouterr()
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0
    assert [(grade["id"], grade["status"]) for grade in read()] == [(f"a{n}", "graded") for n in range(3)]
    assert len(server.requests) == asked + 1
    said = capsys.readouterr().err
    assert "2 lines kept, 1 graded again: line 2 could not be graded." in said
    assert "1 graded, 0 ungraded, 2 already there." in said


def test_lines_that_fail_again_do_not_keep_new_ones_from_being_graded(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    write(8)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    failed = [{**grade, "status": "ungraded", "score": None, "retry": True} for grade in read()[:7]]
    Path("out.jsonl").write_text("".join(json.dumps(grade) + "\n" for grade in [*failed, read()[7]]))
    write(9, **{f"a{n}": f"{ANSWER} Hopeless." for n in range(7)})
    server.script = lambda body: answers.text("") if "Hopeless." in str(body["messages"]) else scripted(body)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0
    assert [grade["status"] for grade in read()] == ["ungraded"] * 7 + ["graded"] * 2
    assert "1 graded, 7 ungraded, 1 already there." in capsys.readouterr().err


def test_an_answer_that_the_server_refuses_for_its_own_sake_is_not_asked_about_again(serve: Serve) -> None:
    server = serve(failing_on(1, answers.status(400, "maximum context length exceeded")))
    write(2)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    asked = len(server.requests)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0
    assert len(server.requests) == asked


def test_a_bad_key_ends_the_run_at_once_and_no_line_is_spoilt(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve(key="sk-the-right-one")
    write(60)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 2
    error = capsys.readouterr().err
    assert "does not accept the key" in error
    assert KEY not in error
    assert len(server.requests) < 20
    assert read() == []
    server.key = None
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0
    assert [grade["status"] for grade in read()] == ["graded"] * 60


def test_without_quota_the_run_stops_and_keeps_what_is_graded(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve(failing_on(7, answers.status(429, "You exceeded your current quota.", kind="insufficient_quota")))
    write(40)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 2
    error = capsys.readouterr().err
    assert "quota" in error
    assert "Stopped: 7 graded, 0 ungraded." in error
    assert [grade["id"] for grade in read()] == [f"a{n}" for n in range(7)]
    server.script = scripted
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0
    assert [grade["id"] for grade in read()] == [f"a{n}" for n in range(40)]
    assert {grade["status"] for grade in read()} == {"graded"}


def test_a_spent_budget_stops_the_run_before_it_is_crossed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    monkeypatch.setenv("INTERVIEWER_MAX_TOKENS", "100000")
    write(60)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 1
    assert "INTERVIEWER_MAX_TOKENS" in capsys.readouterr().err
    assert 0 < len(read()) < 60
    assert {grade["status"] for grade in read()} == {"graded"}
    assert len(server.requests) * 2000 < 100_000


def test_a_server_that_is_away_from_the_start_ends_the_run(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    server.stop()
    monkeypatch.setenv("INTERVIEWER_CALL_SECONDS", "5")
    write(8)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 3
    assert "The first 5 answers failed" in capsys.readouterr().err
    assert read() == []


def test_with_fallback_similarity_grades_what_the_model_does_not(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(failing_on(1, answers.wrong_schema()))
    monkeypatch.setenv("INTERVIEWER_FALLBACK", "true")
    write(2)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    assert [grade["provenance"]["method"] for grade in read()] == ["llm", "similarity"]
    assert "gave no grade" in read()[1]["flags"][0]
    write(3)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 0


@pytest.mark.parametrize("last", [ANSWER, "I don't know"])
def test_one_file_never_mixes_two_graders(serve: Serve, last: str, capsys: pytest.CaptureFixture[str]) -> None:
    serve()
    write(2, a1=last)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    write(3, a1=last)
    for other in (["--model", "openai:other"], ["--offline"]):
        assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume", *other]) == 2
        assert "another grader or corpus" in capsys.readouterr().err
    Path("out.jsonl").write_text(Path("out.jsonl").read_text().replace('"prompt_hash": "', '"prompt_hash": "0'))
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 2


@pytest.mark.posix
def test_an_interrupt_calls_off_the_calls_and_keeps_what_is_written(serve: Serve) -> None:
    server = serve(failing_on(3, answers.stall()))
    write(40)
    running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    stalled: list[Any] = []
    deadline = time.monotonic() + 60
    while not (stalled and _lines() == 3) and time.monotonic() < deadline:
        time.sleep(0.02)
        stalled = [found for found in list(server.requests) if "Case 3 is no other." in str(found.body)]
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Interrupted." in error
    assert "Stopped: 3 graded" in error
    assert stalled[0].hung_up.wait(5)
    assert [grade["id"] for grade in read()] == ["a0", "a1", "a2"]
    server.script = scripted
    assert subprocess.run(COMMAND, capture_output=True, check=False).returncode == 0
    assert [grade["id"] for grade in read()] == [f"a{n}" for n in range(40)]


@pytest.mark.posix
def test_what_is_graded_again_is_kept_when_the_rest_is_interrupted(serve: Serve) -> None:
    server = serve()
    write(12)
    assert main(["grade", "in.jsonl", "--out", "out.jsonl"]) == 0
    old = read()
    edited = {f"a{n}": f"{ANSWER} Edited {n}." for n in range(12)}
    write(12, **edited)
    server.script = lambda body: answers.stall() if "Edited 3." in str(body["messages"]) else scripted(body)
    running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while "Edited 11." not in str([found.body for found in list(server.requests)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert [new["digest"] != before["digest"] for new, before in zip(read(), old, strict=True)] == [True] * 3 + [
        False
    ] * 9
    server.script = scripted
    assert subprocess.run(COMMAND, capture_output=True, check=False).returncode == 0
    assert all(new["digest"] != before["digest"] for new, before in zip(read(), old, strict=True))


@pytest.mark.posix
@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_without_a_gap_or_a_double(serve: Serve) -> None:
    server = serve(latency=0.05)
    write(120)
    for enough in (1, 30, 70):
        running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while _lines() < enough and running.poll() is None:
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        with Path("out.jsonl").open("a") as file:
            file.write('{"id": "torn')
    assert subprocess.run(COMMAND, capture_output=True, check=False).returncode == 0
    assert [(grade["id"], grade["status"]) for grade in read()] == [(f"a{n}", "graded") for n in range(120)]
    assert len(server.requests) < 120 + 3 * 4 * 8


def _lines() -> int:
    path = Path("out.jsonl")
    return path.read_bytes().count(b"\n") if path.exists() else 0
