"""Which files of the Python installation a program may read: its libraries, and none that is not theirs."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from interviewer.corpus.exercise import Language
from interviewer.errors import INSTALL_TORCH, SandboxError
from interviewer.sandbox.launch import modules_of

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def is_installed(language: Language) -> bool:
    """Whether what programs in the language need is installed; it is not imported, which takes seconds."""
    return language is not Language.TORCH or find_spec("torch") is not None


def check_installed(language: Language) -> None:
    """Raises SandboxError where what programs in the language need is not installed."""
    if not is_installed(language):
        raise SandboxError("This exercise needs PyTorch, which is not installed.", INSTALL_TORCH)


def library_folders(language: Language) -> tuple[Path, ...]:
    """The folders on Python's path that hold the libraries of a language, with everything else that is there."""
    return tuple(dict.fromkeys(path.parent for path in library_files(language)))


def library_files(language: Language) -> tuple[Path, ...]:
    """The top-level files and folders of the libraries of a language and of all that they require."""
    found: dict[Path, None] = {}
    seen: set[str] = set()
    waiting = list(modules_of(language))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = distribution(name)
        except PackageNotFoundError:  # for another system, by its marker
            continue
        found.update(dict.fromkeys(_top_level(package)))
        waiting += [_NAME.match(line)[0] for line in package.requires or () if "extra ==" not in line]  # type: ignore[index]
    return tuple(found)


def _top_level(package: Distribution) -> list[Path]:
    """Where the parts of a package lie that Python imports or that those load, such as numpy.libs."""
    names = {file.parts[0] for file in package.files or () if file.parts[0] not in ("..", "bin", "__pycache__")}
    root = Path(str(package.locate_file("")))
    return [root / name for name in sorted(names) if (root / name).exists()]
