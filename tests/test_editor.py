"""Writing an answer in one's own editor."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interviewer.editor import edited, editor_command
from interviewer.errors import UsageError
from interviewer.signals import ENDING, on_signals


def script(folder: Path, body: str) -> list[str]:
    """An editor that does what `body` says with its file, `$1`."""
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return [str(path)]


def test_what_the_editor_leaves_is_the_answer(tmp_path: Path) -> None:
    assert edited("before", script(tmp_path, 'printf " and after\\nmore\\n" >> "$1"')) == "before and after\nmore"


def test_an_editor_that_fails_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="failed"):
        edited("before", script(tmp_path, "exit 1"))


def test_an_editor_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be run"):
        edited("before", [str(tmp_path / "nowhere")])


def test_visual_goes_before_editor_and_may_have_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "nano")
    monkeypatch.setenv("VISUAL", "code --wait")
    assert editor_command() == ["code", "--wait"]


@pytest.mark.parametrize("value", ["", "   ", "'unclosed"])
def test_without_an_editor_it_is_said_how_to_set_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", value)
    with pytest.raises(UsageError, match="Set EDITOR"):
        editor_command()


def test_what_an_ended_editor_wrote_is_kept_before_the_signal_goes_on(tmp_path: Path) -> None:
    came: list[str] = []
    command = script(tmp_path, f'printf " and more" >> "$1"\nkill -TERM {os.getpid()}\nwhile :; do sleep 0.05; done')
    with on_signals(ENDING, lambda number: came.append(number.name)):
        assert edited("before", command, keep=came.append) == "before and more"
    assert came == ["before and more", "SIGTERM"]
