"""`interviewer report`: a saved session in every format, printed, written or opened."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.settings import load_settings
from tests.sample_report import recorded

SESSION = "20261102-mnpq"


@pytest.fixture
def saved(home: Path) -> Path:
    """A home with the recorded session in its database."""
    AppContext(load_settings()).store().save(recorded(), draft="")
    return home


def test_it_is_printed_as_markdown_of_the_newest_session(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report"]) == 0
    assert capsys.readouterr().out.startswith("# Interview of 02 November 2026\n")


@pytest.mark.parametrize(("form", "start"), [("md", "# Interview"), ("html", "<!doctype html>"), ("json", "{")])
def test_a_format_is_printed(saved: Path, capsys: pytest.CaptureFixture[str], form: str, start: str) -> None:
    assert main(["report", SESSION, "--format", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(start)
    assert err == ""


@pytest.mark.parametrize(
    ("name", "start"), [("r.md", b"# "), ("r.HTML", b"<!doctype"), ("r.json", b"{"), ("r.pdf", b"%PDF-"), ("r", b"# ")]
)
def test_the_name_of_a_file_tells_its_format(saved: Path, tmp_path: Path, name: str, start: bytes) -> None:
    assert main(["report", "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_name_with_another_ending_is_refused(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--output", str(tmp_path / "r.xyz")]) == 2
    assert "No report has the ending .xyz. Use .md, .html, .json, .pdf, or say --format." in capsys.readouterr().err
    assert not (tmp_path / "r.xyz").exists()


def test_the_format_asked_for_goes_before_the_name(saved: Path, tmp_path: Path) -> None:
    assert main(["report", "--format", "json", "--output", str(tmp_path / "r.txt")]) == 0
    assert json.loads((tmp_path / "r.txt").read_bytes())["session"] == SESSION


def test_a_file_that_exists_is_kept_and_with_force_replaced(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "r.html"
    out.write_text("my notes")
    assert main(["report", "--output", str(out)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert out.read_text() == "my notes"
    assert main(["report", "--output", str(out), "--force"]) == 0
    assert out.read_text().startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "htm"], "There is no format 'htm'. Did you mean 'html'?"),
        (["--format", "pdf"], "A PDF is no text to print."),
        (["20261102-mnpr"], "There is no session '20261102-mnpr'. Did you mean '20261102-mnpq'?"),
    ],
)
def test_wrong_usage_is_told(
    saved: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["report", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.posix
def test_it_is_opened_as_html_from_the_data_folder(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "bin" / ("open" if sys.platform == "darwin" else "xdg-open")
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/given\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    assert main(["report", "--open"]) == 0
    kept = saved / "data" / "reports" / f"{SESSION}.html"
    assert (tmp_path / "given").read_text() == f"{kept}\n"
    assert kept.read_text().startswith("<!doctype html>")
    assert capsys.readouterr().out == ""
