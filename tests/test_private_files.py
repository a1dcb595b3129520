"""What the real program keeps of a person can be read by nobody else."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")]


def run(*arguments: str, typed: str = "", umask: int = 0o000) -> None:
    """The command as a process of its own, under a umask that gives everything to everybody."""
    subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=typed.encode(),
        capture_output=True,
        timeout=120,
        check=True,
        umask=umask,
    )


def open_to_others(home: Path) -> list[str]:
    """What others may use of everything below `home`, and `home` itself, links left out."""
    found = [path for path in (home, *home.rglob("*")) if not path.is_symlink()]
    assert len(found) > 5
    return [str(path.relative_to(home)) for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.fixture
def copied_home(home: Path, built_home: Path) -> Path:
    """A home of the test's own with copies of the embedding model's file and the index, which others may read."""
    shutil.copytree(built_home, home)
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return home


def test_everything_that_is_written_is_the_users_alone_whatever_the_umask(home: Path, tmp_path: Path) -> None:
    answer = "Units are zeroed at random in training.\n\n/skip\n/end\n"
    run("practice", "--plain", "--offline", "--count", "1", typed=answer)
    run("report", "latest", "--out", str(tmp_path / "out" / "report.md"))
    (tmp_path / "answers.jsonl").write_text('{"id": 1, "question_id": "dropout", "answer": "fine"}\n')
    run("grade", "answers.jsonl", "--out", "grades.jsonl", "--offline")
    run("search", "dropout", "--offline")
    assert open_to_others(home) == []
    for written in (tmp_path / "out", tmp_path / "out" / "report.md", tmp_path / "grades.jsonl"):
        assert not stat.S_IMODE(written.stat().st_mode) & 0o077, written


def test_what_is_there_already_is_tightened_at_the_start(copied_home: Path) -> None:
    run("practice", "--plain", "--offline", "--count", "1", typed="/end\n")
    for path in copied_home.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    run("history")
    assert open_to_others(copied_home) == ["."]  # the folder that INTERVIEWER_HOME names is not the program's


def test_what_others_keep_beside_it_is_left_as_it_is(home: Path) -> None:
    theirs = home / "data" / "measurements.csv"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    theirs.chmod(0o644)
    run("history")
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o644
