"""Saving a report from its screen: in every format, over nothing without asking, and opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from interviewer.errors import FileError
from interviewer.reports.formats import Format
from interviewer.tui import save
from interviewer.tui.report import ReportScreen
from interviewer.tui.save import SaveScreen
from tests.front_ends import QuickContext
from tests.tui.conftest import Begin, Person

pytestmark = pytest.mark.slow

BEGINNINGS = {
    Format.MARKDOWN: b"# Interview of",
    Format.HTML: b"<!doctype html>",
    Format.JSON: b"{",
    Format.PDF: b"%PDF",
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened with the desktop's program, of which there is none in a test."""
    found: list[Path] = []
    monkeypatch.setattr(save, "open_file", found.append)
    return found


async def open_save(person: Person, path: Path, form: Format = Format.MARKDOWN) -> None:
    """Ends the session and opens the screen, with a format and a file."""
    if not isinstance(person.app.screen, ReportScreen):
        await person.answer("fact1")
        await person.press("f10")
    await person.press("f2")
    assert isinstance(person.app.screen, SaveScreen)
    person.app.screen.query_one("#format", Select).value = form
    await person.settle()
    person.app.screen.query_one("#save-path", Input).value = str(path)
    await person.settle()


@pytest.mark.parametrize("form", list(Format))
async def test_a_report_is_saved_in_each_format(begin: Begin, tmp_path: Path, form: Format) -> None:
    if form is Format.PDF:
        pytest.importorskip("typst")
    path = tmp_path / f"mine.{form}"
    async with begin() as person:
        await open_save(person, path, form)
        await person.press("f2")
        assert isinstance(person.app.screen, ReportScreen)
        assert person.line("#ready") == f"Saved to {path}"
    assert path.read_bytes().startswith(BEGINNINGS[form])


async def test_what_is_saved_is_the_report_that_is_copied(begin: Begin, weeks: QuickContext, tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    async with begin(welcome=True, parts=weeks) as person:
        await person.press("f4", "enter")
        await person.press("f9")
        copied = person.app.clipboard
        await open_save(person, path)
        await person.press("f2")
    assert "Since earlier sessions" in copied
    assert path.read_text(encoding="utf-8") == copied


async def test_the_file_that_is_suggested_is_that_of_the_format(begin: Begin) -> None:
    async with begin() as person:
        await open_save(person, Path("x"))
        field = person.app.screen.query_one("#save-path", Input)
        await person.press("escape", "f2")
        field = person.app.screen.query_one("#save-path", Input)
        assert field.value.endswith("reports/20261102-test.md")
        person.app.screen.query_one("#format", Select).value = Format.JSON
        await person.settle()
        assert field.value.endswith("reports/20261102-test.json")


async def test_a_file_that_exists_is_replaced_only_when_the_key_comes_once_more(begin: Begin, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("precious")
    async with begin() as person:
        await open_save(person, path, Format.JSON)
        await person.press("f2")
        assert "already exists. The same key once more replaces it" in person.line("#save-problem")
        assert path.read_text() == "precious"
        await person.press("f2")
        assert isinstance(person.app.screen, ReportScreen)
    assert json.loads(path.read_text())


async def test_another_name_is_asked_about_anew(begin: Begin, tmp_path: Path) -> None:
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text("precious")
    async with begin() as person:
        await open_save(person, tmp_path / "one.md")
        await person.press("f2")
        person.app.screen.query_one("#save-path", Input).value = str(tmp_path / "two.md")
        await person.settle()
        await person.press("f2")
        assert "two.md already exists." in person.line("#save-problem")
    assert (tmp_path / "two.md").read_text() == "precious"


async def test_a_saved_report_is_opened(begin: Begin, tmp_path: Path, opened: list[Path]) -> None:
    path = tmp_path / "mine.html"
    async with begin() as person:
        await open_save(person, path, Format.HTML)
        await person.press("f3")
        assert person.line("#ready") == f"Saved to {path} and opened"
    assert opened == [path]


async def test_where_nothing_opens_files_the_report_is_saved_and_that_is_said(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise FileError("This machine has no program that opens files.", f"Open it yourself: {path}")

    monkeypatch.setattr(save, "open_file", fail)
    async with begin() as person:
        await open_save(person, tmp_path / "mine.html", Format.HTML)
        await person.press("f3")
        assert "This machine has no program that opens files." in person.line("#ready")
    assert (tmp_path / "mine.html").exists()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", ". is a folder."),
        ("file/mine.md", "cannot be written: Not a directory."),
        ("~nobody-of-this-name/x", "home"),
    ],
)
async def test_a_file_that_cannot_be_is_refused_in_a_sentence(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    async with begin() as person:
        await open_save(person, Path("x"))
        person.app.screen.query_one("#save-path", Input).value = name
        await person.settle()
        await person.press("f2")
        assert isinstance(person.app.screen, SaveScreen)
        assert problem in person.line("#save-problem")


async def test_without_its_extra_pdf_is_refused_in_a_sentence(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    async with begin() as person:
        await open_save(person, tmp_path / "mine.pdf", Format.PDF)
        await person.press("f2")
        assert "PDF needs Typst, which is not installed." in person.line("#save-problem")
    assert not (tmp_path / "mine.pdf").exists()
