"""The best isolation that works is taken, and the one that is asked for or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interviewer.corpus.exercise import Language
from interviewer.errors import SandboxError
from interviewer.sandbox.bubblewrap import Bubblewrap
from interviewer.sandbox.choosing import open_runner
from interviewer.sandbox.docker import IMAGE, Docker
from interviewer.sandbox.launch import INSIDE, UNIQUE
from interviewer.settings import SandboxChoice
from tests.sandbox.runs import needs_bubblewrap


@needs_bubblewrap
def test_auto_takes_bubblewrap_where_it_works() -> None:
    assert open_runner(SandboxChoice.AUTO).isolation == "bubblewrap"


def test_auto_takes_limits_where_bubblewrap_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    runner = open_runner(SandboxChoice.AUTO)
    assert runner.isolation == "limits"
    assert not runner.holds
    assert "bubblewrap" in runner.missing


@pytest.mark.posix
def test_a_bubblewrap_that_fails_is_told_with_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path / "bwrap", "echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("sys.platform", "linux")
    assert Bubblewrap().fault() == "bubblewrap does not start: bwrap: setting up uid map: Permission denied"
    with pytest.raises(SandboxError, match="uid map"):
        open_runner(SandboxChoice.BUBBLEWRAP)


def test_docker_without_a_client_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxError, match="there is no command docker"):
        open_runner(SandboxChoice.DOCKER)


@pytest.mark.posix
def test_docker_without_an_engine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path / "docker", "echo 'Cannot connect to the Docker daemon at unix:///x.' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(SandboxError, match="no container engine answers: Cannot connect to the Docker daemon"):
        open_runner(SandboxChoice.DOCKER)


@pytest.mark.posix
def test_docker_without_the_image_says_how_to_make_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path / "docker", '[ "$1" = version ]')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(SandboxError, match="docker build --tag interviewer-sandbox"):
        open_runner(SandboxChoice.DOCKER)


@pytest.mark.posix
def test_with_engine_and_image_docker_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path / "docker", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert open_runner(SandboxChoice.DOCKER).isolation == "docker"


def test_a_container_has_no_network_no_rights_and_nothing_of_the_user() -> None:
    launch = Docker().launch(Language.NUMPY)
    line = " ".join(launch.argv)
    for option in (
        "--rm",
        "--pull never",
        "--network none",
        "--read-only",
        "--cap-drop ALL",
        "--security-opt no-new-privileges",
        "--user 65534:65534",
        "--pids-limit 64",
        f"--memory {3 << 30} --memory-swap {3 << 30}",
    ):
        assert f" {option} " in line
    volumes = [launch.argv[at + 1] for at, part in enumerate(launch.argv) if part == "--volume"]
    assert volumes == [f"{INSIDE}:/runner/inside:ro"]
    assert launch.argv[launch.argv.index(IMAGE) - 2 :][0] == "--env"
    assert launch.end == ("docker", "rm", "--force", f"interviewer-{UNIQUE}")


def command(path: Path, script: str) -> None:
    """A program of that name which does that."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
