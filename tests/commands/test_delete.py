"""`interviewer delete`: asks first, and leaves no word of a session anywhere below the home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.settings import load_settings
from tests.models.loopback import ChatServer
from tests.models.scripted_model import scripted
from tests.sample_report import recorded

SESSION = "20261102-mnpq"
MARKER = "xyzzyplugh"
ANSWER = (
    f"At each training step dropout sets the output of every {MARKER} unit to zero at random with some probability. "
    f"Because any unit may be missing, {MARKER} units cannot rely on particular other units."
)


@pytest.fixture
def context(home: Path) -> AppContext:
    """A home with the recorded session, and one beside it."""
    context = AppContext(load_settings())
    context.store().save(recorded(), draft="half a sentence")
    other = replace(recorded(), plan=replace(recorded().plan, session_id="other"))
    context.store().save(other, draft="")
    return context


def ids(context: AppContext) -> set[str]:
    return {summary.session_id for summary in context.store().summaries()}


def test_without_a_session_that_is_said_before_other_files_go(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def declined(question: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr("interviewer.commands.delete.go_ahead", declined)
    context = AppContext(load_settings())
    context.store()
    context.paths.reports.mkdir(parents=True)
    (context.paths.reports / "old.md").write_text("words")
    assert main(["delete", "--all"]) == 1
    assert asked[0].startswith("There are no sessions. The reports in the data folder will be deleted")


def holding(home: Path, words: str) -> list[str]:
    """The files below a home that hold these words, those left out that are linked into it."""
    own = (Path(parent, name) for parent, _, names in os.walk(home) for name in names)
    return sorted(path.name for path in own if not path.is_symlink() and words.encode() in path.read_bytes())


def test_the_named_session_goes_and_the_others_stay(context: AppContext, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["delete", SESSION, "--yes"]) == 0
    assert ids(context) == {"other"}
    assert capsys.readouterr().err == "1 session deleted.\n"


def test_without_a_terminal_it_says_what_would_go_and_deletes_nothing(
    context: AppContext, capsys: pytest.CaptureFixture[str]
) -> None:
    context.reports.save(context.reports.of(recorded()))
    assert main(["delete", SESSION]) == 2
    said = capsys.readouterr().err
    assert f"1 session, {SESSION}, will be deleted for good, with every answer, grade and draft." in said
    assert "With them go their reports in the data folder." in said
    assert "--yes" in said
    assert ids(context) == {SESSION, "other"}
    assert context.paths.reports.joinpath(f"{SESSION}.md").exists()


@pytest.mark.posix
@pytest.mark.slow
@pytest.mark.parametrize(("typed", "left", "code"), [("y", {"other"}, 0), ("n", {SESSION, "other"}, 1)])
def test_on_a_terminal_it_asks(context: AppContext, typed: str, left: set[str], code: int) -> None:
    child = pexpect.spawn(sys.executable, ["-m", "interviewer", "delete", SESSION], timeout=30, encoding="utf-8")
    child.expect_exact("Go ahead? [y/N] ")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert ids(context) == left


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["20261102-mnpr"], "There is no session '20261102-mnpr'. Did you mean '20261102-mnpq'?"),
        ([SESSION, "nobody", "--yes"], "There is no session 'nobody'."),
        ([], "Name the sessions to delete"),
        ([SESSION, "--all"], "Name the sessions to delete"),
    ],
)
def test_wrong_usage_is_told_and_deletes_nothing(
    context: AppContext, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["delete", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert ids(context) == {SESSION, "other"}


def test_only_the_reports_of_the_deleted_session_go(context: AppContext) -> None:
    reports = context.paths.reports
    reports.mkdir()
    gone = [f"{SESSION}.md", f"{SESSION}.html", f"{SESSION}-2.md", f"{SESSION}-13.pdf", ".x.part"]
    kept = ["other.md", f"{SESSION}0.md", f"{SESSION}-x.md", f"{SESSION}.txt"]
    for name in (*gone, *kept):
        (reports / name).write_text("words")
    assert main(["delete", SESSION, "--yes"]) == 0
    assert sorted(path.name for path in reports.iterdir()) == sorted(kept)


def test_a_report_of_a_session_whose_name_goes_on_stays(context: AppContext) -> None:
    other = replace(recorded(), plan=replace(recorded().plan, session_id=f"{SESSION}-2"))
    context.store().save(other, draft="")
    kept = context.reports.save(context.reports.of(other))
    assert main(["delete", SESSION, "--yes"]) == 0
    assert kept.exists()


def test_all_goes_with_everything_that_is_kept_beside(context: AppContext) -> None:
    context.reports.save(context.reports.of(recorded()))
    context.paths.log.write_text("what went wrong")
    context.paths.cache.mkdir()
    (context.paths.cache / "vectors-0123456789abcdef.sqlite3").write_text("vectors")
    (context.paths.data / "fence.key").write_bytes(bytes(32))
    assert main(["delete", "--all", "--yes"]) == 0
    assert ids(context) == set()
    left = {path.name for path in context.paths.data.parent.rglob("*") if path.is_file()}
    assert left - {"interviewer.sqlite3-shm", "interviewer.sqlite3-wal"} == {"interviewer.sqlite3", "fence.key"}


def test_all_of_nothing_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["delete", "--all"]) == 0
    assert capsys.readouterr().err == "There are no sessions to delete.\n"


def test_a_file_that_cannot_be_deleted_leaves_the_session_to_be_deleted_again(
    context: AppContext, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = context.reports.save(context.reports.of(recorded()))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda path, missing_ok=False: (_ for _ in ()).throw(PermissionError(13, "No")))
        assert main(["delete", SESSION, "--yes"]) == 1
    assert f"{report} cannot be deleted: No." in capsys.readouterr().err
    assert SESSION in ids(context)
    assert main(["delete", SESSION, "--yes"]) == 0
    assert not report.exists()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("which", ["the session", "all"])
def test_no_file_below_the_home_holds_a_word_of_a_deleted_session(
    ready_home: Path,
    tmp_path: Path,
    chat_server: Callable[..., ChatServer],
    monkeypatch: pytest.MonkeyPatch,
    which: str,
) -> None:
    """A session as a person has it, with a chat model whose replies are cached, a report, a backup and a draft."""
    server = chat_server(scripted)
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789abcdef")

    def run(*arguments: str, typed: str = "") -> str:
        command = [sys.executable, "-m", "interviewer", *arguments]
        return subprocess.run(command, input=typed, text=True, capture_output=True, check=True, timeout=120).stdout

    run(
        "practice",
        "--plain",
        "--topic",
        "regularization",
        "--count",
        "2",
        "--seed",
        "4",
        typed=f"{ANSWER}\n\n{MARKER}\n",
    )
    context = AppContext(load_settings(None))
    (session,) = ids(context)
    context.reports.save(context.reports.of(context.store().load(session).session))
    run("backup", str(tmp_path / "b.zip"))
    run("restore", str(tmp_path / "b.zip"), "--yes")
    assert {f"{session}.md", "interviewer.sqlite3", "replies.sqlite3"} <= set(holding(ready_home, MARKER))
    assert context.paths.before_restore.exists()
    run("delete", "--yes", *(["--all"] if which == "all" else [session]))
    assert holding(ready_home, MARKER) == []
    assert json.loads(run("history", "--json")) == []
