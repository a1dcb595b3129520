"""The session that the documents show is one that the program leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcript import as_written, played, written


@pytest.mark.model
@pytest.mark.slow
def test_the_session_in_the_document_is_what_the_program_says(tmp_path: Path, model_cache: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").mkdir()
    for kept in model_cache.iterdir():
        (home / "cache" / kept.name).symlink_to(kept)
    assert as_written(played(home)) == written(), "write it again: python -m tests.transcript"
