"""The check of what programs run in."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.commands.checkup.check import State, examine
from interviewer.commands.checkup.sandbox import look_at_sandbox
from interviewer.commands.common import context_for
from interviewer.errors import UnknownNameError
from interviewer.sandbox.bubblewrap import Bubblewrap
from interviewer.settings import SandboxChoice
from tests.sandbox.runs import needs_bubblewrap


@needs_bubblewrap
def test_a_sandbox_that_holds_is_ok() -> None:
    found = look_at_sandbox(SandboxChoice.AUTO)
    assert found.state is State.OK
    assert found.says.startswith("bubblewrap: a program ran and was checked in ")


def test_without_one_there_is_a_warning_with_the_reason_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bubblewrap, "fault", lambda self: "bubblewrap is not installed")
    found = look_at_sandbox(SandboxChoice.AUTO)
    assert found.state is State.WARNING
    assert found.says.startswith("limits: ")
    assert "bubblewrap is not installed" in found.says
    assert "only your own code may run" in found.says
    assert "docker" in found.hint


def test_one_that_is_asked_for_and_does_not_work_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bubblewrap, "fault", lambda self: "bubblewrap is not installed")
    found = examine("sandbox", lambda: look_at_sandbox(SandboxChoice.BUBBLEWRAP))
    assert (found.state, found.says) == (
        State.PROBLEM,
        "Bubblewrap cannot be used as the sandbox: bubblewrap is not installed.",
    )


def test_an_option_goes_before_the_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_SANDBOX", "bubblewrap")
    assert (
        context_for(argparse.Namespace(sandbox="docker", opened=ExitStack())).settings.sandbox is SandboxChoice.DOCKER
    )
    assert (
        context_for(argparse.Namespace(sandbox=None, opened=ExitStack())).settings.sandbox is SandboxChoice.BUBBLEWRAP
    )


def test_an_option_that_names_no_sandbox_is_told(home: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'docker'"):
        context_for(argparse.Namespace(sandbox="dokcer", opened=ExitStack()))
