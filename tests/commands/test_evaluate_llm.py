"""`interviewer evaluate` by a chat model, against a real server on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from interviewer.cli import main
from tests.commands.linked_home import link_home
from tests.models import answers
from tests.models.loopback import Answer, ChatServer
from tests.models.scripted_model import scripted

pytestmark = pytest.mark.model

ANSWER = "At each training step every unit is zeroed at random with a set probability. Case {} is no other."


@pytest.fixture
def server(
    home: Path, built_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: Callable[..., ChatServer]
) -> Any:
    """A server that refuses the content of one answer, and the program configured for it."""

    def script(body: Mapping[str, Any]) -> Answer:
        return answers.status(400) if "Case 3 is" in str(body["messages"]) else scripted(body)

    found = chat_server(script)
    link_home(home, built_home)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-recognisable-0123456789")
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", found.url)
    return found


def evaluated(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """The JSON that the command prints for five answers, and its narration."""
    rows = ({"question_id": "dropout", "answer": ANSWER.format(n), "score": n / 4} for n in range(5))
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["evaluate", "in.jsonl", "--json"]) == 0
    seen = capsys.readouterr()
    return json.loads(seen.out), seen.err


def test_a_failed_grading_is_ungraded_and_replies_are_cached(
    server: ChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    found, narrated = evaluated(capsys)
    assert [one["score"] is None for one in found["scores"]] == [False, False, False, True, False]
    assert [one["answers"] for one in found["reasons"]] == [1]
    assert found["graders"][0]["name"].startswith("llm: ")
    assert found["graders"][0]["answers"] == 4
    assert "Grading by openai:scripted" in narrated
    assert "tokens in" in narrated
    asked = len(server.requests)
    assert asked >= 5
    evaluated(capsys)
    again = server.requests[asked:]
    assert again
    assert all("Case 3 is" in str(request.body["messages"]) for request in again)
