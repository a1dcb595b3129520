"""The checks of Python, packages, folders, database and the rest, on real ones."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.commands.checkup.check import State, examine
from interviewer.commands.checkup.program import (
    PACKAGES,
    look_at_corpus,
    look_at_database,
    look_at_folder,
    look_at_index,
    look_at_model,
    look_at_packages,
    look_at_python,
    look_at_runtime,
)
from interviewer.errors import EmbeddingError
from interviewer.settings import load_settings


def silent(*_: object) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def context(home: Path) -> AppContext:
    return AppContext(load_settings(None))


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10, 9), State.PROBLEM), ((3, 11, 0), State.OK), ((3, 14, 1), State.OK)]
)
def test_a_python_that_is_too_old_is_a_problem(version: tuple[int, int, int], state: State) -> None:
    found = look_at_python(version)
    assert found.state is state
    assert found.says.startswith(".".join(map(str, version)))


def test_every_package_has_its_version() -> None:
    found = look_at_packages(PACKAGES)
    assert found.state is State.OK
    assert all(f"{name} " in found.says for name in PACKAGES)


def test_a_missing_package_is_a_problem_with_its_name() -> None:
    found = look_at_packages(("pydantic", "no-such-package-here"))
    assert found.state is State.PROBLEM
    assert found.says == "not installed: no-such-package-here"


def test_a_package_of_the_extra_may_be_missing() -> None:
    found = look_at_packages(("pydantic",), ("rich", "no-such-package-here"))
    assert found.state is State.OK
    assert "rich " in found.says
    assert found.says.endswith("; not installed, and needed only for other embedding models: no-such-package-here")


def test_looking_at_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    found = look_at_folder("data folder", folder)
    assert found.state is State.OK
    assert "created when needed" in found.says
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    found = look_at_folder("data folder", tmp_path / "home" / "data")
    assert found.state is State.PROBLEM
    assert "INTERVIEWER_HOME" in found.hint


def test_a_folder_that_takes_no_file_is_a_problem() -> None:
    found = look_at_folder("data folder", Path("/proc/self"))  # not writable for anyone
    assert found.state is State.PROBLEM


def test_a_database_that_is_not_there_yet_is_not_made(context: AppContext) -> None:
    assert look_at_database(context).state is State.OK
    assert not context.paths.database.exists()


def test_a_database_file_of_a_url_that_is_not_there_yet_is_not_made(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none/x.db")
    found = look_at_database(AppContext(load_settings(None)))
    assert (found.state, found.says) == (State.OK, "the one in DATABASE_URL, created with the first session")
    assert not (tmp_path / "none").exists()


def test_a_database_tells_its_revision(context: AppContext) -> None:
    context.store()
    assert "revision interviewer_" in look_at_database(context).says


def test_a_database_of_another_program_is_a_problem(context: AppContext) -> None:
    context.paths.data.mkdir(parents=True)
    with sqlite3.connect(context.paths.database) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    found = examine("database", lambda: look_at_database(context))
    assert found.state is State.PROBLEM
    assert "another program" in found.says


def test_the_url_of_a_database_is_never_shown(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+nodriver://me:hush-hush@host/db")
    found = examine("database", lambda: look_at_database(AppContext(load_settings(None))))
    assert found.state is State.PROBLEM
    assert "hush-hush" not in found.says + found.hint


def test_the_corpus_tells_how_many_questions_it_has(context: AppContext) -> None:
    found = look_at_corpus(context)
    assert f"{len(context.corpus().questions)} questions" in found.says


def test_a_broken_question_is_a_warning(context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "mine" / "regularization" / "broken.md"
    broken.parent.mkdir(parents=True)
    broken.write_text("---\nid: broken\n---\n")
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    found = look_at_corpus(AppContext(load_settings(None)))
    assert found.state is State.WARNING
    assert "interviewer corpus check" in found.hint


def test_the_embedding_model_is_held_to_its_checksum(context: AppContext) -> None:
    assert "the published file" in look_at_model(context).says


def test_a_model_that_is_not_there_is_a_problem(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_EMBEDDING_MODEL", str(tmp_path / "none"))
    with pytest.raises(EmbeddingError):
        look_at_model(AppContext(load_settings(None)))


@pytest.mark.model
def test_runtime_and_index_are_used_for_real(built_home: Path) -> None:
    context = AppContext(load_settings(None).model_copy(update={"home": built_home}))
    runtime, index = look_at_runtime(context, silent), look_at_index(context, silent)
    assert (runtime.state, index.state) == (State.OK, State.OK)
    assert "onnxruntime" in runtime.says
    assert " passages" in index.says


@pytest.mark.model
def test_an_index_that_cannot_be_written_is_a_problem(context: AppContext, model_cache: Path) -> None:
    context.paths.cache.parent.mkdir(parents=True)
    context.paths.cache.symlink_to(model_cache)
    context.paths.data.write_text("in the way")
    found = examine("index", lambda: look_at_index(context, silent))
    assert found.state is State.PROBLEM
    assert found.hint
