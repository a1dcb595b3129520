"""What tests of several rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.search.model import MiniLmEmbedder, load_embedder


@pytest.fixture(scope="session")
def embedder() -> MiniLmEmbedder:
    """The real embedding model, loaded once."""
    return load_embedder()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for everything that is written, and no `.env` of anybody."""
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"
