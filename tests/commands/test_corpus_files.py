"""Whatever lies in a folder of questions, the program neither waits for it nor stops at it: real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.cli import main
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled

GOOD = """---
id: mine
topic: regularization
level: junior
kind: concept
aliases: ["Explain what is mine."]
references: ["Somebody (2014), A Paper, arXiv:1406.00001"]
---
# What is mine here?

It is a question of my own.

## Key points
- [3] Units are zeroed at random.
  - probe: What happens in a training step?
"""
FINDINGS = {
    "broken": (1, "cannot be read: No such file or directory"),
    "regularization/bytes\\xff.md": (1, "expected '---'"),
    "regularization/date.md": (4, "unknown level '2024-99-99'"),
    "regularization/deep.md": (3, "a text or a list of texts"),
    "regularization/deeper.md": (2, "more than 64,000 characters"),
    "regularization/endless.md": (1, "cannot be read: It is a device"),
    "regularization/flow.md": (2, "expected a field 'topic: ...' with text"),
    "regularization/folder.md": (1, "cannot be read: It is a folder"),
    "regularization/large.md": (1, "cannot be read: It is larger than 1,000,000 bytes"),
    "regularization/loop.md": (1, "cannot be read: Too many levels of symbolic links"),
    "regularization/nothing.md": (1, "cannot be read: No such file or directory"),
    "regularization/pipe.md": (1, "cannot be read: It is a named pipe"),
    "regularization/socket.md": (1, "cannot be read: It is a socket"),
    "regularization/tag.md": (3, "tags (!) are unsupported"),
}


@pytest.fixture
def hostile() -> Iterator[Path]:
    """A folder with one good question and one of everything that is none; its path is short, as sockets need it."""
    with tempfile.TemporaryDirectory() as made:
        topic = Path(made) / "regularization"
        topic.mkdir()
        (topic / "mine.md").write_text(GOOD)
        os.mkfifo(topic / "pipe.md")
        (topic / "endless.md").symlink_to("/dev/zero")
        (topic / "folder.md").mkdir()
        (topic / "loop.md").symlink_to("loop.md")
        (topic / "nothing.md").symlink_to("nowhere.md")
        (topic / "large.md").write_bytes(b"x" * 2_000_000)
        (topic / "deep.md").write_text("---\nid: deep\nlevel: " + "[" * 60_000 + "\n---\n")
        (topic / "deeper.md").write_text("---\nid: deeper\nlevel: " + "[" * 100_000 + "\n---\n")
        (topic / "date.md").write_text("---\nid: date\ntopic: regularization\nlevel: 2024-99-99\nkind: code\n---\n")
        (topic / "tag.md").write_text('---\nid: tag\n"level": !!int "abc"\n---\n')
        (topic / "flow.md").write_text("---\n{id: X}\n---\n")
        (topic / os.fsdecode(b"bytes\xff.md")).write_text("x")
        (Path(made) / "loop").symlink_to(".")
        (Path(made) / "broken").symlink_to("nowhere")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(topic / "socket.md"))
        yield Path(made)


def interviewer(*arguments: str, corpus: Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=answers,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "INTERVIEWER_CORPUS": str(corpus)},
    )


@pytest.mark.slow
@pytest.mark.usefixtures("checked_home")
def test_corpus_check_lists_each_with_its_line_and_the_rest_loads(hostile: Path) -> None:
    done = interviewer("corpus", "check", "--json", corpus=hostile)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    found = {finding["file"]: finding for finding in json.loads(done.stdout) if finding["severity"] == "error"}
    assert {file: finding["line"] for file, finding in found.items()} == {
        file: line for file, (line, _) in FINDINGS.items()
    }
    for file, (_, said) in FINDINGS.items():
        assert said in found[file]["message"]
    count = len(read_corpus([bundled("corpus")]).questions) + 1
    assert f"{count} questions, " in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("checked_home")
def test_corpus_check_prints_a_line_for_each(hostile: Path) -> None:
    done = interviewer("corpus", "check", corpus=hostile)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == len(FINDINGS)
    assert all(line.isprintable() for line in done.stdout.splitlines())


@pytest.mark.model
def test_practice_goes_on_and_tells_in_a_line_how_many_are_left_out(ready_home: Path, hostile: Path) -> None:
    done = interviewer("practice", "--plain", "--count", "1", "--seed", "1", corpus=hostile, answers="/quit\n")
    assert done.returncode == 0
    told = f"{len(FINDINGS)} question files are left out; see why with: interviewer corpus check"
    assert done.stderr.splitlines().count(told) == 1
    assert "Question 1 of 1" in done.stdout


@pytest.mark.parametrize("arguments", [("corpus", "list"), ("corpus", "list", "--coverage")])
def test_other_commands_tell_it_too_and_keep_it_out_of_their_data(
    home: Path, hostile: Path, arguments: tuple[str, ...]
) -> None:
    done = interviewer(*arguments, corpus=hostile)
    assert done.stderr.startswith(f"{len(FINDINGS)} question files are left out")
    assert "left out" not in done.stdout


def test_exemplars_of_a_folder_that_is_not_read_are_refused_whatever_its_files_are_called(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine" / "regularization").mkdir(parents=True)
    (tmp_path / "mine" / "regularization" / "dropout.md").write_text(GOOD)
    assert main(["corpus", "exemplars", "mine"]) == 2
    assert "mine has no questions that are read." in capsys.readouterr().err
    assert main(["corpus", "exemplars", "nowhere"]) == 2


def test_a_folder_that_is_read_may_be_named_by_another_path(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine" / "regularization").mkdir(parents=True)
    (tmp_path / "mine" / "regularization" / "mine.md").write_text(GOOD)
    (tmp_path / "link").symlink_to("mine")
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    assert main(["corpus", "exemplars", "link"]) == 0
    assert "0 of 0 pairs" in capsys.readouterr().err
