"""Where files live: what is written (data, cache) and what is read (corpus, prompts)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from interviewer.errors import UsageError

_APP = "interviewer"


@dataclass(frozen=True)
class Paths:
    """The folders that are written to. Reading these properties creates none of them."""

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
    def before_restore(self) -> Path:
        """The backup of what the last restore replaced."""
        return self.data / "interviewer.before-restore.zip"

    @property
    def damaged(self) -> Path:
        """Where a restore puts a database that could not be read."""
        return self.data / "interviewer.damaged.sqlite3"

    @property
    def trusted(self) -> Path:
        """The folders whose tests may be run."""
        return self.data / "interviewer.trusted.json"

    @property
    def questions(self) -> Path:
        """The questions of the corpus as they were parsed."""
        return self.cache / "questions.json"

    @property
    def exercise_checks(self) -> Path:
        """What checking exercises came to, by their content."""
        return self.cache / "exercise-checks.json"

    @property
    def replies(self) -> Path:
        """The cache of replies by chat models."""
        return self.cache / "replies.sqlite3"

    @property
    def log(self) -> Path:
        """The log of what went wrong; it never holds an answer or a key."""
        return self.data / "interviewer.log"

    @property
    def private(self) -> tuple[Path, ...]:
        """What the program stores in the two folders, private to the user.

        Listed one by one: if INTERVIEWER_HOME is a folder in use, it may hold other people's files as well.
        """
        own = (
            (self.data, ("interviewer.*", ".interviewer.*", "fence.key", "reports", "index", "index.*", "index-*")),
            (self.cache, ("replies.sqlite3*", "vectors-*", "models", "questions.json", "exercise-checks.json")),
        )
        return tuple(path for folder, names in own for name in names for path in sorted(folder.glob(name)))


def user_paths(home: Path | None = None) -> Paths:
    """The user's folders by the platform's convention, or all below `home` if it is given."""
    if home is not None:
        home = expanded(home, "INTERVIEWER_HOME").absolute()
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


def folders_from(value: str, setting: str) -> tuple[Path, ...]:
    """Folders in a setting, separated like PATH. Raises UsageError, which names the setting."""
    return tuple(expanded(part, setting) for part in value.split(os.pathsep) if part.strip())


def expanded(name: str | Path, where: str) -> Path:
    """`name` as a path, a leading `~` expanded; it need not exist.

    Raises UsageError where no file can have this name; `where` is the setting or option that gave it.
    """
    try:
        # Under an ASCII locale the system expects UTF-8 names the way Python reads them from it.
        native = os.fsdecode(str(name).encode("utf-8", "surrogateescape"))
        path = Path(native).expanduser()
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return path
    except RuntimeError:
        raise UsageError(f"{where} names the home of a user who does not exist.", "Write the path out.") from None
    except OSError as error:
        raise UsageError(f"{where} cannot be used: {error.strerror}.", "Name another path.") from None
    except ValueError:
        raise UsageError(f"{where} has characters that no path can have.", "Name another path.") from None
    return path
