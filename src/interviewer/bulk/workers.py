"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from interviewer.errors import InterviewerError
from interviewer.faults import frames

_log = logging.getLogger(__name__)

_Chunk = TypeVar("_Chunk")
_Result = TypeVar("_Result")

Rescue = Callable[[_Chunk, Callable[[_Chunk], _Result]], _Result]

_AHEAD = 4
"""How many chunks a worker may be ahead of the slowest one: this limits the results waiting for their turn."""
_GO_ON = "Continue with --resume."
_LESS_MEMORY = "Continue with --resume; fewer --workers take less memory."


class WorkerError(InterviewerError):
    """A worker process has ended or failed."""


class WorkerEndedError(WorkerError):
    """A process ended while it was working; `how` is the end of a sentence that says so."""

    def __init__(self, how: str, hint: str) -> None:
        super().__init__(f"A grading process {how}.", hint)
        self.how = how


@dataclass(frozen=True)
class _Failure:
    """What ended a worker, as it travels to the process that started it.

    `kind` and `arguments` make the error that is raised there; `frames` are those of a fault, for the log.
    """

    kind: type[WorkerError]
    arguments: tuple[str, ...]
    frames: str = ""


class Workers(Generic[_Chunk, _Result]):
    """Processes that each build a function once and apply it to chunks.

    A worker ends when its end of the pipe closes, and so also when this process is killed.
    """

    def __init__(
        self,
        count: int,
        build: Callable[[], Callable[[_Chunk], _Result]],
        rescue: Rescue[_Chunk, _Result] | None = None,
    ) -> None:
        """Starts `count` processes; `build` must be importable by name, as pickle requires.

        `rescue` gives the result of a chunk whose worker has ended on it; without it, that is an error. It is given
        the function too, applied in a new worker; that raises WorkerEndedError where the new one ends on its part.
        """
        self._build = build
        self._rescue = rescue
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        for _ in range(count):
            self._start()

    def map(self, chunks: Iterable[_Chunk | None]) -> Iterator[_Result]:
        """The result of each chunk, in order; reads chunks only as they are needed. Raises WorkerError.

        A chunk that is None says that none has come for a while, so that results can be handed on meanwhile.
        """
        unread = iter(chunks)
        sent = 0
        idle = list(self._pipes)
        busy: dict[Connection, tuple[int, _Chunk]] = {}
        done: dict[int, _Result] = {}
        turn = 0
        exhausted = False
        while True:
            while idle and not exhausted and len(busy) + len(done) < _AHEAD * len(self._pipes):
                try:
                    following = next(unread)
                except StopIteration:
                    exhausted = True
                    break
                if following is None:
                    break
                pipe = idle.pop()
                busy[pipe] = sent, following
                sent += 1
                _send(pipe, following)
            if turn in done:
                yield done.pop(turn)
                turn += 1
            elif busy:
                for pipe in [found for found in wait(list(busy)) if isinstance(found, Connection)]:
                    number, chunk = busy.pop(pipe)
                    done[number], free = self._result(pipe, chunk)
                    idle.append(free)
            elif exhausted:
                return

    def close(self) -> None:
        """Ends the processes, at once."""
        for pipe in list(self._pipes):
            self._end(pipe)

    def _result(self, pipe: Connection, chunk: _Chunk) -> tuple[_Result, Connection]:
        """The result of a chunk that was sent, and the worker that is then free."""
        try:
            return _receive(pipe), pipe
        except WorkerEndedError:
            if self._rescue is None:
                raise
        current = self._anew(pipe)

        def alone(part: _Chunk) -> _Result:
            nonlocal current
            try:
                _send(current, part)
                result: _Result = _receive(current)
            except WorkerEndedError:
                current = self._anew(current)
                raise
            return result

        return self._rescue(chunk, alone), current

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._build), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        self._pipes.append(ours)
        return ours

    def _anew(self, pipe: Connection) -> Connection:
        """A worker replacing one that has ended."""
        self._end(pipe)
        return self._start()

    def _end(self, pipe: Connection) -> None:
        at = self._pipes.index(pipe)
        self._pipes.pop(at).close()
        process = self._processes.pop(at)
        process.terminate()
        process.join()


def _send(pipe: Connection, chunk: object) -> None:
    with suppress(BrokenPipeError, ConnectionError):  # receiving finds that the worker has ended
        pipe.send(chunk)


def _receive(pipe: Connection) -> Any:  # what a worker sends is what its function returns
    try:
        told, result = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerEndedError("ended, perhaps for lack of memory", _LESS_MEMORY) from error
    if not isinstance(told, _Failure):
        return result
    if told.frames:
        _log.error("A grading process failed\n%s", told.frames)
    raise told.kind(*told.arguments)


def _work(pipe: Connection, build: Callable[[], Callable[[_Chunk], _Result]]) -> None:
    """The life of a worker. It sends (None, result) for each chunk, and (failure, None) where it fails."""
    with suppress(OSError, KeyboardInterrupt):  # nobody is left to tell
        failure = _failure(pipe, build)
        pipe.send((failure, None))


def _failure(pipe: Connection, build: Callable[[], Callable[[_Chunk], _Result]]) -> _Failure:
    """Applies the function to chunk after chunk until that fails; what it took is free again when this returns."""
    try:
        apply = build()
        while True:
            chunk = pipe.recv()
            pipe.send((None, apply(chunk)))
    except InterviewerError as error:
        return _Failure(WorkerError, (str(error),))
    except MemoryError:
        return _Failure(WorkerEndedError, ("ended for lack of memory", _LESS_MEMORY))
    except Exception as error:  # noqa: BLE001 - its message may be an answer, and multiprocessing would show it
        how = f"ended because of an internal error ({type(error).__name__})"
        return _Failure(WorkerEndedError, (how, _GO_ON), frames(error))
