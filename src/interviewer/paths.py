"""Where files live: what is written (data, cache) and what is read (corpus, prompts)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_APP = "interviewer"


@dataclass(frozen=True)
class Paths:
    """The folders that are written to. None of them is created by asking for it."""

    data: Path
    cache: Path

    @property
    def database(self) -> Path:
        """The SQLite file of sessions."""
        return self.data / "interviewer.sqlite3"

    @property
    def index(self) -> Path:
        """The folder of the Chroma index."""
        return self.data / "index"

    @property
    def reports(self) -> Path:
        """Where reports of finished sessions are written."""
        return self.data / "reports"

    @property
    def log(self) -> Path:
        """The log of what went wrong; it never holds an answer or a key."""
        return self.data / "interviewer.log"


def user_paths(home: Path | None = None) -> Paths:
    """The user's folders by the platform's custom, or all below `home` where it is given."""
    if home is not None:
        home = home.expanduser().absolute()
        return Paths(data=home / "data", cache=home / "cache")
    from platformdirs import user_cache_path, user_data_path

    return Paths(data=user_data_path(_APP, appauthor=False), cache=user_cache_path(_APP, appauthor=False))


def bundled(name: str) -> Path:
    """The folder `name` (`corpus` or `prompts`) that comes with the program.

    A checkout is read in place; an installed wheel carries a copy.
    """
    package = Path(__file__).parent
    checkout = package.parent.parent / name
    if checkout.is_dir() and (package.parent.parent / "pyproject.toml").is_file():
        return checkout
    return package / "_data" / name


def folders_from(value: str) -> tuple[Path, ...]:
    """Folders in a setting, separated like PATH."""
    return tuple(Path(part).expanduser() for part in value.split(os.pathsep) if part.strip())
