"""`interviewer backup` and `interviewer restore`: nothing is lost on the way to another machine, or by a failure."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.interview.session import Session
from interviewer.records.archive import pack, read_archive
from interviewer.settings import load_settings
from tests.records.test_backup import rows
from tests.sample_report import recorded

KILLS = 8


def named(session_id: str) -> Session:
    """The recorded session under another id."""
    return replace(recorded(), plan=replace(recorded().plan, session_id=session_id))


def test_a_folder_that_does_not_exist_is_not_made(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "none" / "b.zip")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.fixture
def backed_up(home: Path, tmp_path: Path) -> Path:
    """A backup of a home with a session, its draft and its report."""
    context = AppContext(load_settings())
    context.store().save(named("first"), draft="half a sentence")
    context.reports.save(context.reports.of(named("first")))
    assert main(["backup", str(tmp_path / "b.zip")]) == 0
    return tmp_path / "b.zip"


@pytest.fixture
def there(backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppContext:
    """Another machine."""
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "there"))
    return AppContext(load_settings())


def state(context: AppContext) -> tuple[object, ...]:
    """All that a restore may change."""
    reports = {path.name: path.read_bytes() for path in context.paths.reports.glob("*")}
    return rows(context.store().snapshot()), reports, context.paths.before_restore.exists()


def test_everything_comes_back_on_another_machine(home: Path, there: AppContext, backed_up: Path) -> None:
    assert main(["restore", str(backed_up)]) == 0
    here = AppContext(load_settings().model_copy(update={"home": home}))
    assert rows(there.store().snapshot()) == rows(here.store().snapshot())
    assert there.store().load("first").session == named("first")
    assert there.store().load("first").draft == "half a sentence"
    assert state(there)[1] == state(here)[1]


def test_what_a_restore_replaces_is_kept_and_can_be_restored(there: AppContext, backed_up: Path) -> None:
    there.store().save(named("second"), draft="mine")
    assert main(["restore", str(backed_up), "--yes"]) == 0
    assert [summary.session_id for summary in there.store().summaries()] == ["first"]
    assert main(["restore", str(there.paths.before_restore), "--yes"]) == 0
    assert [summary.session_id for summary in there.store().summaries()] == ["second"]
    assert there.store().load("second").draft == "mine"


def test_a_restore_that_would_replace_sessions_asks_first(
    there: AppContext, backed_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there.store().save(named("second"), draft="")
    before = state(there)
    assert main(["restore", str(backed_up)]) == 2
    assert "holds 1 session, as of" in (said := capsys.readouterr().err)
    assert "They will replace the 1 session here" in said
    assert state(there) == before


def test_a_report_that_is_there_already_stays_beside_the_restored_one(there: AppContext, backed_up: Path) -> None:
    there.paths.reports.mkdir(parents=True)
    (there.paths.reports / "first.md").write_text("my notes")
    assert main(["restore", str(backed_up)]) == 0
    assert (there.paths.reports / "first.md").read_text() == "my notes"
    assert (there.paths.reports / "first-2.md").read_text().startswith("# Interview")


@pytest.fixture
def with_a_long_name(backed_up: Path) -> Path:
    """A backup with a report whose name no file system can have, before one that it can."""
    archive = read_archive(backed_up)
    reports = {"a" + "é" * 150: b"# long", **archive.reports}
    backed_up.write_bytes(pack(replace(archive, reports=reports)))
    return backed_up


def test_a_report_that_cannot_be_written_is_told_with_what_was_restored(
    there: AppContext, with_a_long_name: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(with_a_long_name)]) == 1
    sessions, report = capsys.readouterr().err.splitlines()[-2:]
    assert sessions == f"1 session restored from {with_a_long_name}."
    assert report.endswith("cannot be written: File name too long.")


def test_a_report_that_cannot_be_written_costs_no_other(there: AppContext, with_a_long_name: Path) -> None:
    main(["restore", str(with_a_long_name)])
    assert [path.name for path in there.paths.reports.iterdir()] == ["first.md"]


def test_a_backup_overwrites_nothing_without_force(backed_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = backed_up.read_bytes()
    assert main(["backup", str(backed_up)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert backed_up.read_bytes() == before
    assert main(["backup", str(backed_up), "--force"]) == 0


@pytest.mark.posix
def test_a_backup_is_the_persons_alone(backed_up: Path) -> None:
    assert backed_up.stat().st_mode & 0o077 == 0


def test_a_backup_holds_no_key_and_no_cache(home: Path, tmp_path: Path, backed_up: Path) -> None:
    (home / "data" / "fence.key").write_bytes(bytes(32))
    (home / "data" / "reports" / ".x.part").write_text("unfinished")
    assert main(["backup", str(backed_up), "--force"]) == 0
    with zipfile.ZipFile(backed_up) as file:
        assert file.namelist() == ["manifest.json", "sessions.sqlite3", "reports/first.md"]


def test_a_damaged_backup_changes_nothing(
    there: AppContext, backed_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there.store().save(named("second"), draft="")
    before = state(there)
    whole = backed_up.read_bytes()
    for damaged in (
        b"",
        b"PK",
        whole[:-30],
        whole[: len(whole) // 2],
        b"x" * 1000,
        whole[:5_000] + b"x" + whole[5_001:],
    ):
        backed_up.write_bytes(damaged)
        assert main(["restore", str(backed_up), "--yes"]) == 1
        assert "nothing was changed" in capsys.readouterr().err.lower()
        assert state(there) == before


def with_a_broken_page(content: bytes) -> bytes:
    """A database that opens, whose table of sessions cannot be read."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content[:18] + b"\x01\x01" + content[20:])
    ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sessions'").fetchall()
    connection.close()
    return content[: 4096 * (root - 1)] + b"\xff" * 4096 + content[4096 * root :]


@pytest.mark.parametrize("damage", ["not a database", "cut off", "a page"])
def test_a_damaged_database_is_put_aside_by_a_restore(there: AppContext, backed_up: Path, damage: str) -> None:
    there.store().save(named("second"), draft="")
    there.store().delete(["second"])  # which writes everything into the file itself
    there.store().close()
    database = there.paths.database
    whole = database.read_bytes()
    content = {"not a database": b"nothing but noise" * 1_000, "cut off": whole[:6_000]}.get(damage) or (
        with_a_broken_page(whole)
    )
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    database.write_bytes(content)
    assert main(["restore", str(backed_up)]) == 2
    assert main(["restore", str(backed_up), "--yes"]) == 0
    restored = AppContext(load_settings())
    assert [summary.session_id for summary in restored.store().summaries()] == ["first"]
    assert there.paths.damaged.read_bytes() == content


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_database_server_is_told_of(
    there: AppContext,
    backed_up: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/x")
    assert main([command, str(backed_up), *(["--force"] if command == "backup" else [])]) == 2
    assert "database server" in capsys.readouterr().err


@pytest.mark.posix
@pytest.mark.slow
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_kill_at_any_moment_leaves_all_of_the_old_or_all_of_the_new(
    there: AppContext, backed_up: Path, tmp_path: Path, command: str
) -> None:
    for number in range(60):
        there.store().save(named(f"s{number}"), draft=f"draft {number}")
    old = rows(there.store().snapshot())
    new = rows(read_archive(backed_up).database)
    there.store().close()
    out = tmp_path / "out.zip"
    arguments = ["backup", str(out), "--force"] if command == "backup" else ["restore", str(backed_up), "--yes"]
    process = [sys.executable, "-m", "interviewer", *arguments]
    started = time.monotonic()
    subprocess.run(process, check=True, capture_output=True)
    takes = time.monotonic() - started
    seen = set()
    early, late = 0.0, 2 * takes  # moments before and after the change, drawn together around it
    for _ in range(KILLS):
        if command == "restore":  # from the same state each time
            subprocess.run([*process[:3], "restore", str(there.paths.before_restore), "--yes"], capture_output=True)
        child = subprocess.Popen(process, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        moment = (early + late) / 2
        time.sleep(moment)
        os.kill(child.pid, signal.SIGKILL)
        is_over = child.wait() == 0
        found = rows(there.store().snapshot())
        there.store().close()
        assert found in ((old,) if command == "backup" else (old, new))
        seen.add(found == old)
        if command == "backup":
            assert rows(read_archive(out).database) == old
        early, late = (early, moment) if is_over or found == new else (moment, late)
    assert command == "backup" or len(seen) == 2
