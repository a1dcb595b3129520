"""The state of a job of batches, in a file that outlives the process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from interviewer.errors import UsageError
from interviewer.strict_json import loads

STATE_NAME = "job.json"


@dataclass(frozen=True)
class Part:
    """One batch: a file of requests, and how far it has come. An empty id means that there is none yet.

    `creating` is recorded before the batch is created, so that a restart knows to look for it at the service. `status`
    is the last that the service reported. `collected` says that its files are in the folder. `problem` says why the
    service rejected it.
    """

    requests: int
    file_id: str = ""
    creating: bool = False
    batch_id: str = ""
    status: str = ""
    collected: bool = False
    problem: str = ""


@dataclass(frozen=True)
class JobState:
    """A job: its id at the service, the input that it is for, when it began (seconds since 1970), and its parts."""

    job: str
    fingerprint: str
    created: float
    parts: tuple[Part, ...]
    version: Literal[2] = 2


@dataclass(frozen=True)
class PartFiles:
    """The files of a part in its job's folder, named by its number."""

    folder: Path
    part: int

    @property
    def requests(self) -> Path:
        """The requests as they are uploaded."""
        return self._file("requests")

    @property
    def output(self) -> Path:
        """The answers as the service returned them, in any order."""
        return self._file("output")

    @property
    def errors(self) -> Path:
        """The requests that failed, as the service returned them."""
        return self._file("errors")

    @property
    def label(self) -> str:
        """The part's name within its job, by which files on disk and batches at the service are found again."""
        return f"{self.part:03}-0"

    def _file(self, kind: str) -> Path:
        return self.folder / f"{self.label}.{kind}.jsonl"


def read_state(folder: Path) -> JobState | None:
    """The state of the job in `folder`; None if there is none. Raises UsageError where it cannot be read."""
    from pydantic import TypeAdapter

    path = folder / STATE_NAME
    try:
        fields = loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(JobState).validate_python(fields)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise UsageError(
            f"{path} cannot be read as the state of a batch.",
            "Move its folder away to start again; a submitted batch continues at the service.",
        ) from None


def write_state(folder: Path, state: JobState) -> None:
    """Writes the state, whole or not at all. Raises OSError."""
    from pydantic import TypeAdapter

    neighbour = folder / f".{STATE_NAME}"
    with neighbour.open("wb") as file:
        file.write(TypeAdapter(JobState).dump_json(state, indent=1))
        file.flush()
        os.fsync(file.fileno())
    neighbour.replace(folder / STATE_NAME)
