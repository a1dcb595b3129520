"""How processes for programs are started: what every kind of isolation gives, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from interviewer.corpus.exercise import Language
from interviewer.strict_json import dumps

INSIDE = Path(__file__).parent / "inside"
STARTED_BY = "{started-by}"
"""Stands in a command for what is known when it is started: the control channel where it forks, else its parent."""
UNIQUE = "{unique}"
"""Stands in a command for letters that no other process has."""

CPU_SECONDS = 60  # of one process; the judge ends it after the wall time of the run, which is less
MEMORY = 2 << 30  # bytes
FILE_BYTES = 64 << 20
OPEN_FILES = 64
PROCESSES = 64  # threads count
PYTHON_OPTIONS = ("-P", "-s", "-S", "-B")
"""Nothing on the path but the standard library; the environment, which is ours, counts."""

_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from inside.main import begin; del sys.path[0]; "
    "begin(sys.argv[2], sys.argv[3])"
)
_MODULES = {Language.PYTHON: ("numpy",), Language.NUMPY: ("numpy",), Language.TORCH: ("numpy", "torch")}
_LOADED_LATE = {Language.TORCH: ("torch._dynamo",)}  # by the first optimizer that a program makes, in three seconds

ENVIRONMENT: Mapping[str, str] = {
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",  # sets of text come in the same order in every run
    # One thread each: no exercise is large, and threads do not survive a fork.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}


@dataclass(frozen=True)
class Launch:
    """A command that starts a process for programs.

    With `forks` it stays, and forks one for each program. `end` is a command that ends what killing it leaves.
    `signals_as_codes` says whether it exits with 128 + n where signal n ended the program, as the clients of container
    engines do.
    """

    argv: tuple[str, ...]
    forks: bool
    environment: Mapping[str, str] = field(default_factory=dict)
    end: tuple[str, ...] = ()
    signals_as_codes: bool = False


class Isolation(Protocol):
    """What separates a program from everything else."""

    @property
    def name(self) -> str:
        """For provenance, such as "bubblewrap"."""
        ...

    @property
    def holds(self) -> bool:
        """Whether programs of others may run in it."""
        ...

    def launch(self, language: Language) -> Launch:
        """How a process for programs in a language is started."""
        ...


def modules_of(language: Language) -> tuple[str, ...]:
    """The libraries that are loaded before a program in the language runs."""
    return _MODULES[language]


def runner_arguments(
    folder: str,
    language: Language,
    packages: tuple[str, ...],
    *,
    forks: bool,
    filters: bool,
    processes: int,
    users: tuple[int, ...] = (),
    started_by: str = STARTED_BY,
) -> tuple[str, ...]:
    """The arguments of Python that run what is in `inside`, which lies in `folder`.

    `packages` are folders with the libraries. `filters` says whether system calls are filtered. `processes` is 0 where
    that limit would count what does not belong to the program. `users` are whom it may become if root starts it.
    """
    settings = {
        "modules": modules_of(language) + (_LOADED_LATE.get(language, ()) if forks else ()),
        "packages": packages,
        "forks": forks,
        "filters": filters,
        "users": users,
        "limits": {
            "cpu_seconds": CPU_SECONDS,
            "memory": MEMORY,
            "file_bytes": FILE_BYTES,
            "files": OPEN_FILES,
            "processes": processes,
        },
    }
    return ("-c", _BEGIN, folder, dumps(settings), started_by)
