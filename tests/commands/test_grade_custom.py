"""`interviewer grade --grader` with a judge that is not part of the program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAME = "their_judge:KeywordJudge"
RAISES = """
from their_judge import KeywordJudge as Base

class Raising(Base):
    def judge(self, request, cancel=None):
        raise LookupError("the answer was: " + request.answer)
"""


@pytest.fixture(autouse=True)
def folder(home: Path, tmp_path: Path) -> Path:
    """A working folder with a judge's module in it."""
    (tmp_path / "their_judge.py").write_text((EXAMPLES / "keyword_judge.py").read_text(encoding="utf-8"))
    (tmp_path / "raising.py").write_text(RAISES)
    return tmp_path


def grade(*arguments: str, count: int = 2) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as its installed script runs it: the working folder is not in its path."""
    line = {"question_id": "dropout", "answer": "Every unit is zeroed at random."}
    Path("in.jsonl").write_text("".join(json.dumps({"id": n, **line}) + "\n" for n in range(count)))
    code = "import sys; from interviewer.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, "grade", "in.jsonl", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_judge_of_the_working_folder_grades() -> None:
    done = grade("--grader", NAME)
    assert [line["verdicts"][0]["verdict"] for line in lines(done.stdout)] == ["met", "met"]
    assert "Grading by keywords, which is not part of this program" in done.stderr


@pytest.mark.slow
def test_several_processes_build_it_each() -> None:
    done = grade("--grader", NAME, "--workers", "2", count=60)
    assert [line["id"] for line in lines(done.stdout)] == list(range(60))
    assert {line["provenance"]["method"] for line in lines(done.stdout)} == {"custom"}


def test_what_it_raises_leaves_the_answers_ungraded_with_the_kind_of_error() -> None:
    done = grade("--grader", "raising:Raising")
    assert done.returncode == 0
    assert {line["status"] for line in lines(done.stdout)} == {"ungraded"}
    assert {line["reason"] for line in lines(done.stdout)} == {
        "The grader failed unexpectedly (LookupError). The log has the details."
    }
    assert "0 graded, 2 ungraded." in done.stderr


def test_a_file_is_gone_on_with_by_the_same_judge_alone() -> None:
    assert grade("--grader", NAME, "--out", "out.jsonl").returncode == 0
    again = grade("--grader", NAME, "--out", "out.jsonl", "--resume", count=3)
    assert len(lines(Path("out.jsonl").read_text())) == 3, again.stderr
    other = grade("--grader", "raising:Raising", "--out", "out.jsonl", "--resume", count=4)
    assert other.returncode == 2
    assert "The existing grades come from another grader or corpus." in other.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--grader", "their_judge:Keyword"], "There is no judge 'their_judge:Keyword'. Did you mean"),
        (["--grader", "their_judges:KeywordJudge"], "their_judges cannot be imported"),
        (["--grader", NAME, "--model", "openai:x"], "--model is for a chat model, but --grader names another."),
        (["--grader", NAME, "--batch", "--out", "x"], "--batch is for a chat model, but --grader names another."),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(arguments: list[str], message: str) -> None:
    done = grade(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
