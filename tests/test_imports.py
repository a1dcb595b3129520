"""What each command loads: an ordinary one never pays for torch."""

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "onnx")
LINE = json.dumps({"id": 1, "question_id": "dropout", "answer": "Units are zeroed at random in training."})


def loaded_by(arguments: list[str], modules: tuple[str, ...], stdin: str = "") -> list[str]:
    code = f"""
import sys
from interviewer.cli import main
assert main({arguments!r}) == 0
print([name for name in {modules!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, input=stdin, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stderr.splitlines()[-1].replace("'", '"')))


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["grade", "-"], LINE),
        (["search", "why does dropout help?"], ""),
        (["practice", "--plain", "--count", "1"], "Units are zeroed at random.\n\n/skip\n/quit\n"),
        (["corpus", "list"], ""),
        (["history"], ""),
    ],
)
@pytest.mark.usefixtures("ready_home")
def test_an_ordinary_command_never_loads_torch(arguments: list[str], stdin: str) -> None:
    assert loaded_by(arguments, HEAVY, stdin) == []


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("ready_home")
def test_a_search_of_an_index_that_is_current_never_loads_chroma() -> None:
    assert loaded_by(["search", "dropout"], ("chromadb", "langchain_text_splitters")) == []


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("ready_home")
def test_grading_loads_neither_the_index_nor_the_sessions() -> None:
    assert loaded_by(["grade", "-"], ("chromadb", "bm25s", "sqlalchemy", "textual"), LINE) == []
