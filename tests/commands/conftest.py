"""What tests of commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.bootstrap import Parts
from interviewer.settings import load_settings


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A home that has the embedding model's file and the index, built once a run. Tests only read it."""
    home = tmp_path_factory.mktemp("built") / "home"
    home.mkdir()
    (home / "cache").symlink_to(model_cache)
    Parts(load_settings(None).model_copy(update={"home": home})).searcher(lambda *_: None)
    return home
