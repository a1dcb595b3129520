"""Exercises at the command line: a file of programs is graded in a sandbox, a folder's tests run once it is trusted."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from interviewer import api
from interviewer.cli import main
from interviewer.corpus.exercise import Language
from interviewer.corpus.reader import read_corpus
from interviewer.exercises.checks.check import FoundRight
from interviewer.paths import bundled
from interviewer.sandbox import packages
from tests.conftest import CHECKS
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, FOLDER, sample
from tests.sandbox.processes import descendants
from tests.sandbox.runs import needs_bubblewrap

needs_models = pytest.mark.usefixtures("ready")


@pytest.fixture
def ready(home: Path, model_cache: Path) -> None:
    """An empty home whose cache has the embedding models already."""
    home.mkdir(exist_ok=True)
    (home / "cache").symlink_to(model_cache)


@pytest.fixture
def folder(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples as a corpus folder of the person's own."""
    copied = Path(shutil.copytree(FOLDER, tmp_path / "mine"))
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(copied))
    return copied


@pytest.fixture
def trusted(folder: Path) -> Path:
    """The same, trusted."""
    assert main(["corpus", "trust", str(folder)]) == 0
    return folder


def program_of(name: str) -> str:
    exercise = sample(name).exercise
    assert exercise is not None
    return exercise.solution


def graded(tmp_path: Path, capsys: pytest.CaptureFixture[str], **answers: str) -> dict[str, dict[str, Any]]:
    lines = [{"id": name, "question_id": name.replace("_", "-"), "answer": answer} for name, answer in answers.items()]
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    capsys.readouterr()
    assert main(["grade", str(file)]) == 0
    assert not descendants(os.getpid(), "interviewer.sandbox.judge")
    return {grade["id"]: grade for grade in map(json.loads, capsys.readouterr().out.splitlines())}


@needs_models
@needs_bubblewrap
@pytest.mark.usefixtures("trusted")
def test_a_file_of_programs_numbers_and_formulas_is_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grades = graded(
        tmp_path,
        capsys,
        stable_softmax=program_of(CODE),
        broken_attention=program_of(DEBUG),
        cache_budget="0.5 MiB each, answer: 17.2 GB",
        softmax_gradient="log p_i = z_i - log S\ndL/dz_i = p_i - y_i",
        dropout="At each training step every unit is zeroed at random with a set probability.",
    )
    methods = {name: grade["provenance"]["method"] for name, grade in grades.items()}
    assert methods == {name: "similarity" if name == "dropout" else "program" for name in grades}
    assert {grade["score"] for name, grade in grades.items() if name != "dropout"} == {1.0}


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["lines", "json"])
def test_exercises_that_need_pytorch_are_a_notice_of_the_check_without_it(
    checked_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    questions = read_corpus([bundled("corpus")]).questions
    in_torch = [one for one in questions if one.exercise and one.exercise.language is Language.TORCH]
    FoundRight(checked_home / "cache" / CHECKS).save([one for one in questions if one not in in_torch])
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    assert main(["corpus", "check", *options]) == 0
    printed = capsys.readouterr()
    assert printed.out == ("[]\n" if options else "")
    told = f"{len(in_torch)} exercises need PyTorch, which is not installed, and were not run. Install it with: uv sync"
    assert told in printed.err


@needs_models
def test_tests_of_a_folder_are_not_run_before_it_is_trusted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grades = graded(tmp_path, capsys, stable_softmax=program_of(CODE), cache_budget="answer: 17.2 GB")
    assert grades["stable_softmax"]["status"] == "ungraded"
    assert f"interviewer corpus trust {folder}" in grades["stable_softmax"]["reason"]
    assert grades["cache_budget"]["status"] == "graded"


@needs_models
@pytest.mark.usefixtures("trusted")
def test_programs_of_others_are_ungraded_without_a_sandbox_that_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_SANDBOX", "limits")
    grades = graded(tmp_path, capsys, stable_softmax=program_of(CODE))
    assert grades["stable_softmax"]["status"] == "ungraded"
    assert "only in a sandbox that holds" in grades["stable_softmax"]["reason"]


@needs_models
@needs_bubblewrap
@pytest.mark.usefixtures("trusted")
def test_a_program_can_be_graded_from_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    with api.Interviewer() as interviewer:
        assert interviewer.grade(question=sample(CODE), answer=program_of(CODE)).grade.score == 1.0
    assert not descendants(os.getpid(), "interviewer.sandbox.judge")


def mine_of(out: str) -> str:
    """The lines of a check on the programs of exercises: the bundled corpus has findings of other kinds."""
    return "\n".join(line for line in out.splitlines() if "programs were not run" in line or "the solution" in line)


@pytest.mark.slow
@pytest.mark.usefixtures("checked_home")
def test_the_check_tells_which_folders_are_not_trusted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["corpus", "check"])
    seen = capsys.readouterr()
    assert f"{folder}: 3 exercises with programs, not trusted: its programs are not run." in seen.err
    assert f"foundations/{CODE}.md:1: warning: its programs were not run" in seen.out
    assert f"{ESTIMATE}.md:1: warning: its programs were not run" in seen.out
    assert f"{DERIVE}.md" not in mine_of(seen.out)


@pytest.mark.slow
@pytest.mark.usefixtures("checked_home")
def test_the_check_runs_the_programs_of_a_trusted_folder(trusted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["corpus", "check"])
    seen = capsys.readouterr()
    assert "3 exercises with programs, trusted." in seen.err
    assert mine_of(seen.out) == ""
    file = trusted / sample(CODE).file
    file.write_text(
        file.read_text().replace("close(answer.softmax(np.array([[1.0", "close(answer.hardmax(np.array([[1.0")
    )
    assert main(["corpus", "trust", str(trusted)]) == 0
    assert main(["corpus", "check"]) == 1
    assert "the solution fails a visible test: test_a_row_sums_to_one" in capsys.readouterr().out


@needs_models
def test_the_doctor_tells_which_folders_are_trusted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--offline"])
    assert f"{folder}: 3 exercises with programs, not trusted: its tests are not run" in capsys.readouterr().out


@pytest.mark.usefixtures("trusted")
def test_trust_is_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "untrust", str(folder)]) == 0
    assert f"The tests of {folder} are no longer run." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["trust"], "corpus trust needs a folder."),
        (["check", "somewhere"], "corpus check takes no folder."),
        (["trust", "nowhere"], "has no exercises that come with programs."),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_wrong_call_is_told(words: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", *words]) == 2
    assert expected in capsys.readouterr().err
