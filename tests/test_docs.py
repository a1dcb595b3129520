"""The documents say what is so."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module, metadata
from itertools import dropwhile, groupby, takewhile
from pathlib import Path

import pytest

from interviewer import __version__
from interviewer.arguments import COMMANDS, build_parser, options_of, parse
from interviewer.bulk.jobs import Line, read_line
from interviewer.corpus.coverage import coverage_lines
from interviewer.corpus.reader import read_corpus
from interviewer.grading.evaluation.answers import packaged_answers
from interviewer.paths import bundled, user_paths
from interviewer.settings import Settings, variable_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=")
VARIABLE = re.compile(r"(?:INTERVIEWER|OPENAI)_[A-Z_]*[A-Z]|CHROMA_URL|DATABASE_URL")
SETTINGS = {variable_of(name) for name in Settings.model_fields}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """A document as its test case is named."""
    return path.relative_to(ROOT).as_posix()


def fences(path: Path, *languages: str) -> list[str]:
    """The code that a document has between fences in one of these languages."""
    return [code for language, code in FENCE.findall(path.read_text(encoding="utf-8")) if language in languages]


def commands(path: Path) -> Iterator[list[str]]:
    """Every command that a document has for the shell, in words; those that && or | joins one by one."""
    for line in "".join(fences(path, "sh", "bash", "console")).splitlines():
        words = shlex.split(line, comments=True)
        for joined, command in groupby(words, lambda word: word in ("&&", "|")):
            if not joined:
                yield list(command)


def without_environment(command: list[str]) -> list[str]:
    """A command without the variables that it sets for itself."""
    return list(dropwhile(ASSIGNMENT.match, command))


def arguments(command: list[str]) -> list[str] | None:
    """What a command hands to the program; None where it starts another one."""
    called = without_environment(command)
    if called[:1] == ["strace"]:
        called = called[called.index("uv") :]
    called = [word for word in called if word != "--no-sync"]
    return called[3:] if called[:3] == ["uv", "run", "interviewer"] else None


IN_SHELLS = [(path, command) for path in DOCUMENTS for command in commands(path)]
CALLS = [(path, found) for path, command in IN_SHELLS if (found := arguments(command)) is not None]


def shell_case(case: object) -> str:
    """A command as its test case is named."""
    return (
        named(case) if isinstance(case, Path) else shlex.join(map(str, case)) if isinstance(case, list) else str(case)
    )


def test_the_readme_has_commands_of_every_kind() -> None:
    ours = {parse(found).command for path, found in CALLS if path == ROOT / "README.md"}
    assert ours >= {"practice", "grade", "search", "history", "report", "corpus", "doctor"}


@pytest.mark.parametrize(("path", "words"), CALLS, ids=shell_case)
def test_a_command_of_a_document_is_one(path: Path, words: list[str]) -> None:
    parse(words)


@pytest.mark.parametrize(("path", "command"), IN_SHELLS, ids=shell_case)
def test_what_a_document_has_for_the_shell_is_something_that_the_project_has(path: Path, command: list[str]) -> None:
    for word in takewhile(lambda word: ASSIGNMENT.match(word) or word == "export", command):
        if found := ASSIGNMENT.match(word):
            assert found.group(1) in SETTINGS, word
    called = without_environment(command)
    if called[:1] == ["export"] or arguments(command) is not None:
        return
    if called[:2] == ["uv", "run"]:
        called = called[2:]
    if called[:1] == ["--group"]:
        assert called[1] in PROJECT["dependency-groups"], called[1]
        called = called[2:]
    match called:
        case ["pytest" | "mypy" | "ruff" | "lint-imports", *paths]:
            assert all((ROOT / path).exists() for path in paths if "/" in path)
        case ["python", "-m", module, *_]:
            assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists() or (
                ROOT / module.replace(".", "/") / "__main__.py"
            ).exists(), module
        case ["python" | "bash", script, *_] | [script, *_] if "/" in script:
            assert (ROOT / script).exists(), script
        case ["uv", "sync", *_] | ["pip", "install", "uv"] | ["uvx", "pre-commit", *_] | ["grep", *_]:
            pass
        case _:
            pytest.fail(f"{shlex.join(command)} is none of the commands that this test knows")


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_an_option_of_the_program_that_a_document_names_is_one(path: Path) -> None:
    """In code spans that begin with the program or a command of it; in the README with an option too."""
    parser = build_parser()
    every = {option for command in COMMANDS for option in options_of(parser, command)} | {"--help", "--version"}
    for span in CODE.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        words = span.removeprefix("interviewer ").split()
        of_a_command = words[0] in COMMANDS
        if (
            of_a_command
            or span.startswith("interviewer ")
            or (path == ROOT / "README.md" and words[0].startswith("--"))
        ):
            known = set(options_of(parser, words[0])) if of_a_command else every
            assert {word for word in words if word.startswith("--")} <= known, span


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_setting_that_a_document_names_is_one(path: Path) -> None:
    if path.name == "CHANGELOG.md":  # what was once named there may be gone
        return
    found = set(VARIABLE.findall(path.read_text(encoding="utf-8")))
    assert found <= SETTINGS, found - SETTINGS


def test_the_json_lines_of_the_readme_can_be_graded() -> None:
    questions = read_corpus([bundled("corpus")]).by_id
    lines = "".join(fences(ROOT / "README.md", "json")).splitlines()
    assert len(lines) >= 2
    for number, line in enumerate(lines, start=1):
        read_line(Line(number, line.encode()), questions)


@pytest.mark.slow
@pytest.mark.model
def test_the_offline_commands_of_the_readme_work_one_after_the_other(
    ready_home: Path, exercise_checks: Path, tmp_path: Path
) -> None:
    checks = user_paths(ready_home).exercise_checks
    shutil.copy(exercise_checks / checks.name, checks)
    answers = "".join(fences(ROOT / "README.md", "json"))
    (tmp_path / "answers.jsonl").write_text(answers, encoding="utf-8")
    (tmp_path / "job.txt").write_text("We train large language models.", encoding="utf-8")
    called = [found for path, found in CALLS if path == ROOT / "README.md"]
    assert len(called) >= 10
    for words in called:
        done = subprocess.run(
            [sys.executable, "-m", "interviewer", *words],
            input="",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1", "INTERVIEWER_OFFLINE": "true"},
        )
        assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr}"
    assert len((tmp_path / "grades.jsonl").read_text(encoding="utf-8").splitlines()) == len(answers.splitlines())


def test_the_first_screen_of_the_readme_names_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert "pip install uv && uv run interviewer" in first_screen
    assert "uv run pytest" in first_screen


def test_the_check_runs_the_test_command_of_the_readme() -> None:
    assert "\nuv run pytest\n" in README
    assert "\nuv run pytest\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """The names by which the headings of a document are linked to."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", FENCE.sub("", document.read_text(encoding="utf-8"))):
        file, _, anchor = target.partition("#")
        led = document.parent / file if file else document
        assert led.exists(), target
        assert not anchor or anchor in anchors(led), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_file_of_the_project_that_a_document_names_is_there(document: Path) -> None:
    if document.name == "CHANGELOG.md":
        return
    for span in CODE.findall(FENCE.sub("", document.read_text(encoding="utf-8"))):
        for word in span.split():
            if re.fullmatch(r"(?:src|tests|docs|benchmarks|scripts|corpus|prompts|\.ci|\.github)/[\w./-]+", word):
                assert (ROOT / word).exists(), span


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_document_counts_the_corpus_rightly(document: Path) -> None:
    corpus = read_corpus([bundled("corpus")])
    counted = re.findall(r"(\d+) questions over (\d+) topics", document.read_text(encoding="utf-8"))
    expected = (str(len(corpus.questions)), str(len(corpus.topic_counts)))
    assert set(counted) <= {expected}
    assert counted or document != ROOT / "README.md"


def test_the_readme_counts_the_labelled_answers_rightly() -> None:
    assert re.findall(r"(\d+) labelled answers", README) == [str(len(packaged_answers()))]


def test_the_newest_release_notes_are_those_of_this_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0].split(" - ")[0] == __version__


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    assert metadata.version("interviewer") == __version__


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


def test_the_marks_that_contributors_are_told_of_are_those_of_the_project() -> None:
    marks = {mark.partition(":")[0] for mark in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == marks
    (fast,) = re.findall(r'^uv run pytest -m "([^"]+)" +# the fast part', page, re.MULTILINE)
    assert set(re.findall(r"\w+", fast)) - {"and", "not"} <= marks
    assert {"slow", "model"} <= set(re.findall(r"not (\w+)", fast))
