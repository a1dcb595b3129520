"""Where files live."""

from __future__ import annotations

import os
from pathlib import Path

from interviewer.paths import bundled, folders_from, user_paths


def test_one_setting_moves_everything_that_is_written(tmp_path: Path) -> None:
    paths = user_paths(tmp_path)
    assert all(tmp_path in path.parents for path in (paths.database, paths.index, paths.reports, paths.log))


def test_asking_for_a_path_creates_nothing(tmp_path: Path) -> None:
    user_paths(tmp_path / "new").database  # noqa: B018 - only asked for
    assert not (tmp_path / "new").exists()


def test_a_checkout_is_read_in_place() -> None:
    assert bundled("corpus") == Path(__file__).parent.parent / "corpus"


def test_folders_are_separated_like_path() -> None:
    assert folders_from(f"a{os.pathsep}b{os.pathsep}", "INTERVIEWER_CORPUS") == (Path("a"), Path("b"))
