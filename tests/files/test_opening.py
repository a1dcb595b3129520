"""Opening a file with the program of the desktop: a real one on the PATH, which notes what it is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.errors import FileError
from interviewer.files.opening import open_file

pytestmark = pytest.mark.posix

NAME = "open" if sys.platform == "darwin" else "xdg-open"
Opener = Callable[[str], None]


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Makes the desktop's opener a shell script; there is no other program on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    def install(script: str) -> None:
        program = tmp_path / "bin" / NAME
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return install


def test_the_opener_gets_the_whole_path(tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    opener(f'echo "$@" > {tmp_path}/given')
    monkeypatch.chdir(tmp_path)
    Path("-a report.html").write_text("x")
    open_file(Path("-a report.html"))
    assert (tmp_path / "given").read_text() == f"{tmp_path}/-a report.html\n"


def test_what_an_opener_says_goes_nowhere(opener: Opener, capfd: pytest.CaptureFixture[str]) -> None:
    opener("echo noise; echo noise >&2")
    open_file(Path("report.html"))
    assert capfd.readouterr() == ("", "")


def test_an_opener_that_fails_is_told_with_the_path(opener: Opener) -> None:
    opener("exit 3")
    with pytest.raises(FileError, match=r"could not open the file. Open it yourself: report.html"):
        open_file(Path("report.html"))


def test_an_opener_that_cannot_be_started_is_told_with_the_path(opener: Opener, tmp_path: Path) -> None:
    opener("")
    (tmp_path / "bin" / NAME).write_text("#!/no/such/shell\n")
    with pytest.raises(FileError, match=r"could not be opened: No such file .* Open it yourself: report.html"):
        open_file(Path("report.html"))


def test_what_windows_cannot_open_is_told_with_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        raise OSError(1155, "No application is associated with the specified file")

    monkeypatch.setattr(os, "startfile", fail, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(FileError, match=r"No application is associated .* Open it yourself: report.html"):
        open_file(Path("report.html"))


@pytest.mark.usefixtures("opener")
def test_a_machine_without_an_opener_is_told_with_the_path() -> None:
    with pytest.raises(FileError, match=r"no program that opens files. Open it yourself: report.html"):
        open_file(Path("report.html"))
