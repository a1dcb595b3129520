"""Many requests answered by the Batch API: submitted, waited for and collected, across restarts in between."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from interviewer.errors import UsageError
from interviewer.models.batch.replies import BatchReply, outcomes
from interviewer.models.batch.requests import MAX_BYTES, MAX_REQUESTS, write_requests
from interviewer.models.batch.service import BatchService, BatchStatus
from interviewer.models.batch.state import JobState, Part, PartFiles, read_state, write_state
from interviewer.models.errors import ModelError
from interviewer.models.prices import Price, no_price

if TYPE_CHECKING:
    from filelock import FileLock

_TRIES = 5
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 60.0
_PATIENCE = 10  # polls in a row that may fail
_log = logging.getLogger(__name__)


Sleep = Callable[[float], object]
"""Waits so many seconds."""


@dataclass(frozen=True)
class Progress:
    """How far a job is: how many of its batches have ended, and how many of their requests have been processed."""

    ended: int
    batches: int
    done: int
    requests: int


class BatchJob:
    """A job in its own folder, which one process at a time may hold. Use it in a `with`.

    Each step is recorded before the next one is taken, and every method may be called again after a kill: nothing is
    submitted twice, and nothing is lost. The service is searched for a batch that a kill left unrecorded.
    """

    def __init__(
        self, folder: Path, state: JobState, service: BatchService, lock: FileLock, *, sleep: Sleep = time.sleep
    ) -> None:
        self._folder = folder
        self._state = state
        self._service = service
        self._lock = lock
        self._sleep = sleep

    @classmethod
    def open(
        cls,
        folder: Path,
        requests: Iterable[tuple[str, Mapping[str, Any]]],
        service: BatchService,
        *,
        fingerprint: str,
        max_requests: int = MAX_REQUESTS,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        sleep: Sleep = time.sleep,
    ) -> BatchJob:
        """The job in `folder`, or a new one of `requests`: pairs of an id, unique in the job, and a request's body.

        `requests` is read only for a new job. `fingerprint` identifies the input and all that affects the bodies; a
        job with another one is not continued. Raises UsageError for that, and where another process holds the folder;
        OSError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = _held(folder)
        try:
            state = read_state(folder)
            if state is None:
                counts = write_requests(folder, requests, max_requests=max_requests, max_bytes=max_bytes)
                parts = tuple(map(Part, counts))
                state = JobState(new_id(), fingerprint, clock(), parts)
                write_state(folder, state)
            _check_input(folder, state, fingerprint)
        except BaseException:
            lock.release()
            raise
        return cls(folder, state, service, lock, sleep=sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Releases the folder; the batches continue at the service."""
        self._lock.release()

    @property
    def is_collected(self) -> bool:
        """Whether all that was submitted has been collected."""
        return all(part.collected for _, part in self._parts())

    def submit(self) -> None:
        """Uploads and creates what has not been created yet. Raises ModelError, OSError."""
        for files, part in self._parts():
            if part.batch_id:
                continue
            if not part.file_id:
                name = f"{self._state.job}-{files.label}.jsonl"
                file_id = self._try(partial(self._service.upload, files.requests, name))
                part = replace(part, file_id=file_id)
            self._create(files, part)

    def wait(self, *, tell: Callable[[Progress], None] = lambda _: None) -> None:
        """Returns when every batch has ended and its files are in the folder; asks at growing intervals.

        Raises ModelError after ten failed polls in a row; OSError. An interrupt leaves the batches to the service.
        """
        pause, failures = _FIRST_PAUSE, 0
        while True:
            try:
                progress = self._poll()
                failures = 0
            except ModelError as error:
                failures += 1
                if not error.transient or failures >= _PATIENCE:
                    raise
                _log.warning("A poll of the batches failed: %s", error)
            else:
                tell(progress)
                if self.is_collected:
                    return
            self._sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def results(self, price: Price = no_price) -> Iterator[BatchReply]:
        """The outcome of each request, exactly once and in the order given; one part in memory at a time."""
        for files, part in self._parts():
            yield from outcomes(files, part, price)

    def _create(self, files: PartFiles, part: Part) -> None:
        """Creates a batch, unless an earlier attempt created one whose id was not recorded."""
        metadata = {"job": self._state.job, "batch": files.label}
        looking = part.creating
        part = self._note(files, replace(part, creating=True))

        def create() -> str:
            nonlocal looking
            found = self._service.find(metadata, self._state.created) if looking else None
            looking = True
            return found or self._service.create(part.file_id, metadata)

        self._note(files, replace(part, batch_id=self._try(create), creating=False))

    def _try(self, step: Callable[[], str]) -> str:
        """What `step` returns, retried after transient failures."""
        for number in range(1, _TRIES + 1):
            try:
                return step()
            except ModelError as error:
                if not error.transient or number == _TRIES:
                    raise
                _log.warning("An attempt to submit a batch failed: %s", error)
            self._sleep(2.0**number)
        raise AssertionError("the last attempt returns or raises")

    def _poll(self) -> Progress:
        """Polls each batch that has not been collected, and collects those that have ended."""
        ended = done = 0
        for files, part in self._parts():
            if part.collected:
                ended, done = ended + 1, done + part.requests
                continue
            status = self._service.status(part.batch_id)
            if status.ended:
                self._collect(files, part, status)
                ended, done = ended + 1, done + part.requests
                continue
            if status.status != part.status:
                self._note(files, replace(part, status=status.status))
            done += min(status.done, part.requests)
        batches = [part for _, part in self._parts()]
        return Progress(ended, len(batches), done, sum(part.requests for part in batches))

    def _collect(self, files: PartFiles, part: Part, status: BatchStatus) -> None:
        if status.output_file:
            self._service.download(status.output_file, files.output)
        if status.error_file:
            self._service.download(status.error_file, files.errors)
        self._note(
            files,
            replace(
                part,
                status=status.status,
                collected=True,
                problem=status.problem,
            ),
        )

    def _parts(self) -> Iterator[tuple[PartFiles, Part]]:
        for number, part in enumerate(self._state.parts):
            yield PartFiles(self._folder, number), part

    def _note(self, files: PartFiles, part: Part) -> Part:
        """Puts a part's new state on disk, and then in memory."""
        parts = self._state.parts
        state = replace(self._state, parts=(*parts[: files.part], part, *parts[files.part + 1 :]))
        write_state(self._folder, state)
        self._state = state
        return part


def _check_input(folder: Path, state: JobState, fingerprint: str) -> None:
    if state.fingerprint != fingerprint:
        raise UsageError(
            f"{folder} has a batch for another input or other settings.",
            "Finish that one first, or choose another file for --out.",
        )


def _held(folder: Path) -> FileLock:
    """The folder's lock, held. Raises UsageError where another process holds it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(f"Another run is working on the batch in {folder}.", "Let it finish, or stop it.") from None
    return lock
