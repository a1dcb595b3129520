"""One process that holds a program, as the judge sees it: two pipes, what it prints, and how it ended."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from interviewer.sandbox.inside.wire import Node, WireError, read_frame, write_frame

MAX_PRINTED = 20_000  # bytes that are kept of what a program prints in a run


class ProgramEndedError(BaseException):
    """The process of the program is gone; the text says why, after "the program".

    No test takes this for an exception of the program, whatever it catches: hence the base.
    """


class SpoiledError(BaseException):
    """The program wrote into the channel of the tests; nothing of the run counts. The text says what it wrote."""


class Printed:
    """The beginning of what the programs of a run print; the rest is read and forgotten."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._lost = False

    def read(self, fd: int) -> None:
        """Reads to the end, and closes."""
        with os.fdopen(fd, "rb", buffering=0) as stream:
            while part := stream.read(1 << 16):
                room = MAX_PRINTED - len(self._kept)
                self._kept += part[:room]
                self._lost = self._lost or len(part) > room

    @property
    def text(self) -> str:
        """As text, with a last line that says so where something was left out."""
        text = self._kept.decode("utf-8", "replace")
        return text + ("\n... (the rest is not kept)" if self._lost else "")


class ProgramProcess:
    """The process of a program while tests use it. One thread uses it; a timer may end it."""

    def __init__(self, requests: int, replies: int, printed: int, keep: Printed, end: Callable[[], int | None]) -> None:
        """Three file descriptors of ours; `end` ends the process and gives its wait status where that is known."""
        self._requests = requests
        self._replies = replies
        self._end = end
        self._lock = threading.Lock()
        self._over = ""
        self._ended = False
        self._status: int | None = None
        self._reader = threading.Thread(target=keep.read, args=(printed,), daemon=True)
        self._reader.start()

    def send(self, message: dict[str, Node], blob: bytes) -> None:
        """Sends one message. Raises ProgramEndedError, and WireError where it is too long."""
        try:
            write_frame(self._requests, message, blob)
        except OSError:
            raise ProgramEndedError(self.ended()) from None

    def receive(self) -> tuple[dict[str, Node], bytes]:
        """The next message. Raises ProgramEndedError and SpoiledError."""
        try:
            return read_frame(self._replies)
        except (EOFError, OSError):
            raise ProgramEndedError(self.ended()) from None
        except WireError as error:
            raise SpoiledError(str(error)) from None

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Ends the process when the block takes longer: whoever waits for it then gets ProgramEndedError."""
        timer = threading.Timer(max(seconds, 0.01), self.kill, [f"did not end within {seconds:.1f} s"])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def kill(self, why: str) -> None:
        """Ends the process, and remembers why if it was alive until then."""
        with self._lock:
            if not self._ended:
                self._over = why
                self._ended = True
                self._status = self._end()

    @property
    def lives(self) -> bool:
        """Whether the process was neither ended nor found to be gone."""
        return not self._ended

    def close(self) -> None:
        """Ends the process and frees what belongs to it."""
        self.kill("")
        self._reader.join(2)
        os.close(self._requests)
        os.close(self._replies)

    def ended(self) -> str:
        """Ends the process if it still lives; how it ended, after "the program"."""
        self.kill("")
        if self._over:
            return self._over
        if self._status is None:
            return "ended"
        if os.WIFSIGNALED(self._status):
            number = os.WTERMSIG(self._status)
            return _SIGNALS.get(number, "crashed ({name})").format(name=_name_of(number))
        return f"ended by itself (exit status {os.WEXITSTATUS(self._status)})"


_SIGNALS = {
    9: "closed its pipes, or was killed ({name}) for its use of memory",
    24: "used all its processor time ({name})",
}


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
