"""The documents say what is so."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from interviewer.cli import parse
from interviewer.corpus.coverage import coverage_lines
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.settings import Settings, variable_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def readme_commands() -> list[str]:
    """Every `uv run interviewer ...` line of the README."""
    return [line for line in README.splitlines() if line.startswith("uv run interviewer")]


@pytest.mark.parametrize("command", readme_commands())
def test_a_command_of_the_readme_is_one(command: str) -> None:
    words = shlex.split(command, comments=True)[3:]
    assert parse(words).command in README


def test_the_first_screen_of_the_readme_names_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert "pip install uv && uv run interviewer" in first_screen
    assert "uv run pytest" in first_screen


def test_the_check_runs_the_test_command_of_the_readme() -> None:
    assert "\nuv run pytest\n" in README
    assert "\nuv run pytest\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_readme_counts_the_corpus_rightly() -> None:
    corpus = read_corpus([bundled("corpus")])
    assert f"{len(corpus.questions)} questions over {len(corpus.topic_counts)} topics" in README


def test_the_page_on_the_corpus_has_the_table_and_the_counts_of_the_corpus() -> None:
    questions = read_corpus([bundled("corpus")]).questions
    page = " ".join((ROOT / "docs" / "corpus.md").read_text(encoding="utf-8").split())
    named = [source for question in questions for source in question.sources]
    mapped = sum(bool(question.sources) for question in questions)
    assert " ".join(" ".join(coverage_lines(questions)).split()) in page
    assert f"{len(named)} of them are named by {mapped} questions" in page
    assert f"{len(questions) - mapped} questions ask what the documents lack" in page


def test_the_page_on_settings_has_every_setting_with_its_default_and_sentence() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [tuple(cell.strip() for cell in row.split("|")[1:4]) for row in re.findall(r"^\| `.*$", page, re.MULTILINE)]
    assert rows == [
        (f"`{variable_of(name)}`", f"`{_shown(field.default)}`" if _shown(field.default) else "", field.description)
        for name, field in Settings.model_fields.items()
    ]


def _shown(default: object) -> str:
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_rooms_of_the_architecture_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/]+/|[a-z_]+\.py)`", page.split("## Rooms")[1].split("## How an interview runs")[0])
    assert len(named) > 15
    for room in named:
        assert (ROOT / "src" / "interviewer" / room).exists(), room


def test_the_seams_of_the_architecture_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_.]+)\.([A-Z]\w+)`", page.split("## Seams")[1].split("## Decisions")[0])
    assert len(named) > 12
    for module, thing in named:
        assert hasattr(import_module(f"interviewer.{module}"), thing), f"{module}.{thing}"
