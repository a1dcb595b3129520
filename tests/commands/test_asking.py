"""Asking before something that costs or cannot be undone, at a real terminal."""

from __future__ import annotations

import os
import sys

import pytest

from interviewer.commands.asking import go_ahead
from interviewer.errors import UsageError

pytestmark = pytest.mark.posix


@pytest.mark.parametrize(
    ("typed", "goes"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("yet\n", False)]
)
def test_only_a_yes_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, goes: bool
) -> None:
    keyboard, terminal = os.openpty()
    with os.fdopen(terminal, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        os.write(keyboard, typed.encode())
        assert go_ahead("Grade \x1b[2J again?") is goes
    os.close(keyboard)
    seen = capsys.readouterr()
    assert seen.err == "Grade ␛[2J again? [y/N] "
    assert seen.out == ""


def test_without_a_terminal_it_is_not_asked_and_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.write(write, b"y\n")
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(UsageError, match="no terminal") as caught:
            go_ahead("Go on?")
    assert "--yes" in caught.value.hint
