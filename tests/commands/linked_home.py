"""A home of a test's own that has the embedding model, the parsed corpus and the index already."""

from __future__ import annotations

from pathlib import Path


def link_home(home: Path, built: Path) -> None:
    """Makes `home` with links to what `built` holds and commands only read; all else in it is the test's own."""
    for name in ("cache/models", "cache/questions.json", "data/index", "data/index-snapshot"):
        link = home / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to((built / name).resolve())
