"""docs/jsonl.md says what the program does: every action, event and field, and a session that is played again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from interviewer.jsonl import actions, events
from interviewer.jsonl.schema import schema
from tests.jsonl.example import PAGE, SCHEMA, played, written

_ROW = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)
AGAIN = "write it again: python -m tests.jsonl.example"


def section(title: str) -> str:
    return PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def documented(title: str) -> dict[str, list[str]]:
    return {name: re.findall(r"`(\w+)`", fields) for name, fields, _ in _ROW.findall(section(title))}


def in_code(union: object, tag: str) -> dict[str, list[str]]:
    models: tuple[type[BaseModel], ...] = get_args(union)
    return {
        get_args(model.model_fields[tag].annotation)[0]: [name for name in model.model_fields if name != tag]
        for model in models
    }


def test_every_action_and_its_fields_are_on_the_page() -> None:
    assert documented("Actions") == in_code(actions.Action, "action")


def test_every_event_and_its_fields_are_on_the_page() -> None:
    nested = (
        ("feedback", events.Feedback),
        ("points", events.PointFeedback),
        ("misconceptions", events.MisconceptionFeedback),
        ("exercise", events.Exercise),
        ("tests", events.VisibleTest),
        ("solution", events.Solution),
    )
    inner = {name: list(model.model_fields) for name, model in nested}
    assert documented("Events") == in_code(events.Message, "event") | inner


@pytest.mark.parametrize(
    ("title", "union", "tag"), [("Actions", actions.Action, "action"), ("Events", events.Message, "event")]
)
def test_the_page_says_of_each_what_the_code_says(title: str, union: object, tag: str) -> None:
    said = {name: text for name, _, text in _ROW.findall(section(title))}
    models: tuple[type[BaseModel], ...] = get_args(union)
    for model in models:
        assert said[get_args(model.model_fields[tag].annotation)[0]] == " ".join((model.__doc__ or "").split())


def test_the_schema_is_that_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), AGAIN


@pytest.mark.model
@pytest.mark.slow
def test_the_session_on_the_page_is_what_the_program_says(tmp_path: Path, model_cache: Path) -> None:
    (tmp_path / "cache").symlink_to(model_cache)
    assert without_waiting(played(tmp_path)) == without_waiting(written()), AGAIN


@pytest.mark.model
@pytest.mark.slow
def test_the_program_on_the_page_plays_an_interview(home: Path, model_cache: Path) -> None:
    home.mkdir()
    (home / "cache").symlink_to(model_cache)
    program = PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="no idea\n" * 5,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": path, "INTERVIEWER_MODEL": ""},
    )
    assert done.stdout.count("?") > 1


def without_waiting(session: str) -> list[str]:
    """The lines but those that tell that a grade is awaited: a grade may be there before that is told."""
    return [line for line in session.splitlines() if '"busy": true' not in line]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to be asked by")
def test_a_signal_keeps_everything_and_another_process_goes_on_with_it(home: Path) -> None:
    arguments = [sys.executable, "-m", "interviewer", "practice", "--jsonl", "--offline"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*arguments, "--count", "1"], **pipes, text=True) as process:  # type: ignore[call-overload]
        begun = json.loads(process.stdout.readline())
        process.stdin.write('{"action": "draft", "text": "half"}\n{"action": "hint"}\n')
        process.stdin.flush()
        while json.loads(process.stdout.readline())["event"] != "hint_given":
            pass
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(20) == 143
    done = subprocess.run([*arguments, "--resume"], input="", capture_output=True, text=True, check=True)
    resumed, *_, closed = map(json.loads, done.stdout.splitlines())
    assert (resumed["session"], resumed["draft"]) == (begun["session"], "half")
    assert closed == {"event": "closed", "session": begun["session"], "finished": False}
