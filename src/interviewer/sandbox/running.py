"""What running a program against tests takes and gives, whatever isolates it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from interviewer.corpus.exercise import Language


class Author(StrEnum):
    """Whose program it is: one's own needs limits, others' needs a sandbox that holds."""

    ONESELF = "oneself"
    OTHERS = "others"


@dataclass(frozen=True)
class Outcome:
    """What one test came to. `message` is why it failed, as text that nobody vouches for; `seconds` is wall time."""

    name: str
    passed: bool
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class RunResult:
    """What running a program against tests came to.

    `outcomes` has every test once, in the order of the file; a test that could not be reached has failed. `printed` is
    what the program wrote, shortened, as text that nobody vouches for. `isolation` names what it ran in. A run that
    could not take place at all raises instead.
    """

    outcomes: tuple[Outcome, ...]
    printed: str
    isolation: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def by_name(self) -> Mapping[str, Outcome]:
        """The outcome of each test by its name."""
        return {outcome.name: outcome for outcome in self.outcomes}


@dataclass(frozen=True)
class RunRequest:
    """A program to run against tests (Python source, both), within `seconds` of wall time."""

    program: str
    tests: str
    language: Language
    seconds: float
    author: Author


class Stop(Protocol):
    """Says, from any thread, once and for all, that a run is no longer wanted."""

    @property
    def is_set(self) -> bool:
        """Whether it was said."""
        ...

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` when it is said, at once if it already is; the returned function stops listening."""
        ...


class Runner(Protocol):
    """Runs programs that nobody vouches for."""

    @property
    def isolation(self) -> str:
        """What programs run in, named for provenance, such as "bubblewrap" or "limits"."""
        ...

    def prepare(self, language: Language) -> None:
        """Begins in the background what a first run in `language` would wait for."""
        ...

    def run(self, request: RunRequest, stop: Stop | None = None) -> RunResult:
        """The outcome of every test. Raises SandboxError where it cannot run; never because of what a program does.

        When `stop` is set, the processes of the run end at once, and SandboxError is raised.
        """
        ...
