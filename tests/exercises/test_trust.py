"""Trust in the tests of a corpus folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.bootstrap.trust import CorpusTrust, programs_in
from interviewer.corpus.reader import read_corpus
from interviewer.errors import FileError
from interviewer.exercises.trust import TrustedFolders, exercises_checksum
from interviewer.paths import bundled
from tests.exercises.samples import CODE, DEBUG, ESTIMATE, FOLDER, sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "corpus"))


@pytest.fixture
def trusted(tmp_path: Path) -> TrustedFolders:
    return TrustedFolders(tmp_path / "data" / "trusted.json")


def trust(trusted: TrustedFolders, folder: Path) -> None:
    trusted.trust(folder, exercises_checksum(programs_in(folder)))


def may_run(trusted: TrustedFolders, *folders: Path) -> bool:
    """Whether the tests of an exercise may be run, as the corpus in these folders has it now."""
    question = read_corpus(folders).by_id[CODE] if folders else replace(sample(CODE), folder=None)
    return CorpusTrust(trusted, folders).refusal(question) is None


def test_a_folder_is_not_trusted_until_somebody_says_so(trusted: TrustedFolders, folder: Path) -> None:
    refused = CorpusTrust(trusted, (bundled("corpus"), folder)).refusal(read_corpus([folder]).by_id[CODE])
    assert refused is not None
    assert refused.message == f"The tests of {CODE} come from {folder}, which you have not trusted as it is."
    assert refused.hint.endswith(f"interviewer corpus trust {folder}")
    trust(trusted, folder)
    assert may_run(trusted, bundled("corpus"), folder)


def test_changed_tests_ask_again_and_changed_prose_does_not(trusted: TrustedFolders, folder: Path) -> None:
    trust(trusted, folder)
    file = folder / sample(CODE).file
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("The exponential of a logit", "Exponentials of a logit"), encoding="utf-8")
    assert may_run(trusted, folder)
    file.write_text(text.replace("def test_first_axis():", "def test_first_axis():\n    import os"), encoding="utf-8")
    assert not may_run(trusted, folder)


def test_a_question_of_no_folder_needs_a_trusted_one_that_has_it(trusted: TrustedFolders, folder: Path) -> None:
    assert not may_run(trusted)
    trust(trusted, folder)
    assert may_run(trusted)
    exercise = sample(CODE).exercise
    assert exercise is not None
    other = replace(sample(CODE), exercise=replace(exercise, hidden_tests="def test_first_axis():\n    pass\n"))
    assert CorpusTrust(trusted, (folder,)).refusal(other) is not None


def test_a_bundled_exercise_may_be_run_though_a_folder_has_a_broken_file_in_its_place(
    trusted: TrustedFolders, tmp_path: Path
) -> None:
    exercise = next(one for one in read_corpus([bundled("corpus")]).questions if one.exercise is not None)
    broken = tmp_path / exercise.file
    broken.parent.mkdir()
    broken.write_text("broken")
    folders = (bundled("corpus"), tmp_path)
    assert CorpusTrust(trusted, folders).refusal(read_corpus(folders).by_id[exercise.id]) is None


def test_trust_can_be_taken_back(trusted: TrustedFolders, folder: Path) -> None:
    trust(trusted, folder)
    assert trusted.untrust(folder)
    assert not may_run(trusted, folder)
    assert not trusted.untrust(folder)


def test_a_folder_is_the_same_by_any_path(trusted: TrustedFolders, folder: Path, tmp_path: Path) -> None:
    trust(trusted, folder)
    (tmp_path / "link").symlink_to(folder)
    assert may_run(trusted, tmp_path / "link")


def test_the_bundled_corpus_needs_no_trust(trusted: TrustedFolders) -> None:
    assert CorpusTrust(trusted, (bundled("corpus"),)).folders == ()


def test_only_exercises_that_come_with_programs_count(folder: Path) -> None:
    assert {question.id for question in programs_in(folder)} == {CODE, DEBUG, ESTIMATE}


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}', b"\xff"])
def test_a_damaged_list_trusts_nothing_and_is_told(trusted: TrustedFolders, folder: Path, content: bytes) -> None:
    trust(trusted, folder)
    next(folder.parent.glob("data/*")).write_bytes(content)
    with pytest.raises(FileError, match="cannot be read"):
        may_run(trusted, folder)
