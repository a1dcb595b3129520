"""Processes in a terminal of their own, as a person has them: what they write to it, and what they leave it like."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Sequence
from typing import Any

ROWS, COLUMNS = 24, 100
GIVEN_BACK = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l", b"\x1b[?2004l", b"\x1b[<u")
"""What leaves the other screen, shows the cursor, and ends the reports of the mouse, of pastes and of whole keys."""

_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*(?:[@-~]|\Z)|[@-_]|\Z)")  # or its beginning, as far as it was written


class InTerminal:
    """A Python process in a new terminal, whose session it leads. Everything that it writes is read at once."""

    def __init__(self, arguments: Sequence[str], **environment: str) -> None:
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._before = self.settings
        self.written = b""
        self._read_as = (0, "")  # how much of it was turned into text, and that
        self._reads = threading.Event()
        self._reads.set()
        self._appending = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
            preexec_fn=self._lead,
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def settings(self) -> list[Any]:
        """How the terminal is set."""
        return termios.tcgetattr(self._ours)

    @property
    def is_as_before(self) -> bool:
        """Whether the terminal is set as it was before the process began."""
        return self.settings == self._before

    @property
    def given_back(self) -> bool:
        """Whether all that Textual turns on was turned off, the last word on each."""
        return all(self.written.rfind(off) > self.written.rfind(_on(off)) for off in GIVEN_BACK)

    @property
    def text(self) -> str:
        """What was written, without colours and places."""
        written = self.written
        if self._read_as[0] != len(written):
            self._read_as = (len(written), _SEQUENCE.sub(b"", written).decode(errors="replace"))
        return self._read_as[1]

    def wait_for(self, text: str, seconds: float = 60, *, after: str = "") -> None:
        """Waits until it has written `text`, with `after` before it."""
        deadline = time.monotonic() + seconds
        while text not in self.text.partition(after)[2] if after else text not in self.text:
            assert self._process.poll() is None, self.text[-2000:]
            assert time.monotonic() < deadline, self.text[-2000:]
            time.sleep(0.02)

    def type(self, text: str) -> None:
        """Types on its keyboard; `\\udcfc` is the byte FC, as a terminal sends it that does not speak UTF-8."""
        os.write(self._ours, text.encode(errors="surrogateescape"))

    def kill(self, number: int) -> None:
        """Sends a signal."""
        os.kill(self._process.pid, number)

    def stall(self, key: str) -> None:
        """The terminal takes no more output, as where a connection hangs; `key` is typed until it is full."""
        self._reads.clear()
        full_for = unread = 0
        while full_for < 40:
            self.type(key)
            time.sleep(0.05)
            full_for = full_for + 1 if self._unread() == unread else 0
            unread = self._unread()

    def hang_up(self) -> None:
        """The terminal goes away. The process is sent SIGHUP, as it leads the terminal's session."""
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    def exit_code(self, seconds: float = 10) -> int:
        """Waits for its end, and until all that it wrote was read."""
        code = self._process.wait(seconds)
        while self._ours >= 0 and self._reads.is_set() and self._unread():
            time.sleep(0.01)
        return code

    def close(self) -> None:
        """Ends it, where it has not ended, and the terminal."""
        self._process.kill()
        self._process.wait()
        self._reads.set()
        if self._ours >= 0:
            self.hang_up()
        self._reader.join(5)

    def _lead(self) -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _unread(self) -> int:
        with self._appending:  # what was read stands in `written`
            raw = fcntl.ioctl(self._ours, termios.FIONREAD, b"\0" * 4)
        return int(struct.unpack("i", raw)[0])

    def _read(self) -> None:
        while self._reads.wait():
            try:
                select.select([self._ours], [], [])
                with self._appending:
                    self.written += os.read(self._ours, 65536)
            except (OSError, ValueError):  # it was closed
                return


def _on(off: bytes) -> bytes:
    """What turns on what `off` turns off."""
    if off == b"\x1b[<u":
        return b"\x1b[>"
    return off[:-1] + (b"h" if off.endswith(b"l") else b"l")
