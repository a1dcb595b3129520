"""Folders of models for tests: the bundled one, copied so that it can be spoilt."""

from __future__ import annotations

import shutil
from pathlib import Path

from interviewer.search.embedding.folder import bundled_folder


def copy_of_model(target: Path) -> Path:
    """A copy of the bundled model's files."""
    shutil.copytree(bundled_folder(), target)
    return target
