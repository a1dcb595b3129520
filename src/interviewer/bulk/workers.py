"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from interviewer.errors import InterviewerError

_Chunk = TypeVar("_Chunk")
_Result = TypeVar("_Result")

Rescue = Callable[[_Chunk, Callable[[_Chunk], _Result]], _Result]

_AHEAD = 4
"""How many chunks a worker may be ahead of the slowest one: this limits the results waiting for their turn."""


class WorkerError(InterviewerError):
    """A worker process has ended or failed."""


class WorkerEndedError(WorkerError):
    """A process has ended while it was working; `why` is the end of a sentence that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"A grading process has ended, {why}.", "Continue with --resume; fewer --workers take less memory."
        )
        self.why = why


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
        kind, result = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerEndedError("perhaps for lack of memory") from error
    if kind is not None:
        raise kind(result)
    return result


def _work(pipe: Connection, build: Callable[[], Callable[[_Chunk], _Result]]) -> None:
    """The life of a worker. It sends results as (None, result), and what ends it as an error's class and argument."""
    with suppress(OSError, KeyboardInterrupt):  # nobody is left to tell
        try:
            apply = build()
            while True:
                chunk = pipe.recv()
                pipe.send((None, apply(chunk)))
        except InterviewerError as error:
            pipe.send((WorkerError, str(error)))
        except Exception as error:  # noqa: BLE001 - its message may be an answer, and multiprocessing would show it
            pipe.send((WorkerEndedError, f"because of an internal error ({type(error).__name__})"))
