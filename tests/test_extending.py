"""The examples of docs/extending.md run, and the page shows them as they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer import Interviewer, load_corpus
from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.corpus.check import check_corpus
from interviewer.settings import load_settings
from tests.models.loopback import ChatServer
from tests.models.scripted_model import scripted

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLES = DOCS / "examples"
PAGE = (DOCS / "extending.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"\]\((examples/[^)]+)\):\n\n```\w+\n(.*?)\n```\n", PAGE, re.DOTALL)
Serve = Callable[..., ChatServer]


def test_the_page_shows_every_example() -> None:
    files = {str(path.relative_to(DOCS)) for path in EXAMPLES.rglob("*.*") if "__pycache__" not in path.parts}
    assert sorted(file for file, _ in SHOWN) == sorted(files)


@pytest.mark.parametrize(("file", "shown"), SHOWN, ids=[file for file, _ in SHOWN])
def test_an_example_is_shown_as_it_stands_in_its_file(file: str, shown: str) -> None:
    assert (DOCS / file).read_text(encoding="utf-8") == f"{shown}\n"


@pytest.mark.model
def test_the_script_prints_grades_hits_and_the_size_of_the_corpus(ready_home: Path) -> None:
    command = [sys.executable, str(EXAMPLES / "library.py")]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()
    score, _, verdicts = lines[0].partition(" ")
    assert 0.25 < float(score) < 0.9
    assert verdicts.startswith("['met', '")
    assert lines[1].startswith("<GradeResult ")
    assert lines[2].startswith("dropout ")
    assert lines[-1] == f"{len(load_corpus().questions)} questions"


def test_the_judge_grades_a_file_by_its_place(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(EXAMPLES)
    line = {"id": 1, "question_id": "dropout", "answer": "Every unit is zeroed at random."}
    (tmp_path / "in.jsonl").write_text(json.dumps(line))
    assert main(["grade", str(tmp_path / "in.jsonl"), "--grader", "keyword_judge:KeywordJudge"]) == 0
    told = capsys.readouterr()
    grade = json.loads(told.out)
    assert grade["verdicts"][0]["verdict"] == "met"
    assert grade["provenance"]["method"] == "custom"
    assert grade["provenance"]["model"] == "two words of the claim (keyword_judge:KeywordJudge)"
    assert "not part of this program" in told.err


def test_the_question_passes_every_check() -> None:
    assert check_corpus(load_corpus(EXAMPLES / "corpus")) == []


@pytest.mark.model
def test_the_rubric_is_what_the_chat_model_reads_and_the_grade_names(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, chat_server: Serve
) -> None:
    server = chat_server(scripted)
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("INTERVIEWER_PROMPTS", str(EXAMPLES / "prompts"))
    question = next(question for question in load_corpus().questions if question.kind == "scenario")
    result = Interviewer().grade(question_id=question.id, answer=question.reference, grader="llm")
    assert (result.provenance.rubric_version or "").startswith("scenario/mine-1 ")
    assert [level.criterion for level in result.grade.criteria] == ["feasible"]
    assert "The plan could be carried out as it stands." in server.requests[0].messages[0]["content"]


def test_the_prompt_is_what_the_chat_model_is_told_to_greet_with(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_PROMPTS", str(EXAMPLES / "prompts"))
    prompt = AppContext(load_settings(None)).models.prompts().get("greet")
    assert prompt.version == "mine-1"
    assert "practice round for a study group" in prompt.system
