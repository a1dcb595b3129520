"""`interviewer export`: which sessions, in which format, to which file."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.settings import load_settings
from tests.sample_report import recorded

SESSION = "20261102-mnpq"
PARTS = sum(len(turn.exchanges) for turn in recorded().turns)


@pytest.fixture
def saved(home: Path) -> Path:
    """A home with two sessions, the second one a copy of the first under another id."""
    store = AppContext(load_settings()).store()
    store.save(recorded(), draft="")
    store.save(replace(recorded(), plan=replace(recorded().plan, session_id="other")), draft="")
    return home


def test_all_sessions_are_printed_as_json_lines(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export"]) == 0
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 2 * PARTS
    assert {line["session"] for line in lines} == {SESSION, "other"}
    assert err == ""


def test_only_the_named_sessions_are_exported(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "other"]) == 0
    assert {json.loads(line)["session"] for line in capsys.readouterr().out.splitlines()} == {"other"}


def test_csv_is_printed_as_it_is_written(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--format", "csv"]) == 0
    printed = capsys.readouterr().out
    assert main(["export", "--output", str(tmp_path / "a.csv")]) == 0
    written = (tmp_path / "a.csv").read_bytes().decode()
    assert len(list(csv.DictReader(io.StringIO(written, newline="")))) == 2 * PARTS
    assert printed.splitlines() == written.splitlines()


def test_csv_is_printed_as_it_is_written_where_the_system_has_other_line_ends(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.BytesIO()
    assert main(["export", "--output", str(tmp_path / "a.csv")]) == 0
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="utf-8", newline="\r\n"))
    assert main(["export", "--format", "csv"]) == 0
    assert printed.getvalue() == (tmp_path / "a.csv").read_bytes()


@pytest.mark.parametrize(("name", "start"), [("a.apkg", b"PK"), ("a.CSV", b"session,"), ("a.jsonl", b"{"), ("a", b"{")])
def test_the_name_of_a_file_tells_its_format(saved: Path, tmp_path: Path, name: str, start: bytes) -> None:
    assert main(["export", "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_package_has_a_card_once_however_often_its_point_was_missed(saved: Path, tmp_path: Path) -> None:
    for name, arguments in (("one.apkg", [SESSION]), ("both.apkg", [])):
        assert main(["export", *arguments, "--output", str(tmp_path / name)]) == 0
    sizes = {
        zipfile.ZipFile(tmp_path / name).getinfo("collection.anki2").file_size for name in ("one.apkg", "both.apkg")
    }
    assert len(sizes) == 1


def test_where_nothing_is_weak_no_package_is_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--output", str(tmp_path / "a.apkg")]) == 0
    assert "No key point is weak" in capsys.readouterr().err
    assert not (tmp_path / "a.apkg").exists()


def test_a_file_that_exists_is_kept_and_with_force_replaced(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.csv"
    out.write_text("my notes")
    assert main(["export", "--output", str(out)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert out.read_text() == "my notes"
    assert main(["export", "--output", str(out), "--force"]) == 0
    assert out.read_text().startswith("session,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "cvs"], "There is no format 'cvs'. Did you mean 'csv'?"),
        (["--format", "anki"], "An Anki package is no text to print."),
        (["--force"], "no --output names one"),
        (["20261102-mnpr"], "There is no session '20261102-mnpr'. Did you mean '20261102-mnpq'?"),
    ],
)
def test_wrong_usage_is_told(
    saved: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["export", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_without_the_extra_one_sentence_has_the_command(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    assert main(["export", "--output", str(tmp_path / "a.apkg")]) == 2
    assert "uv sync --extra anki" in capsys.readouterr().err
