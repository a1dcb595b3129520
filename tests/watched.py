"""The program as a process that strace watches, in a world where all folders are empty but its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pexpect
from pexpect.popen_spawn import PopenSpawn

from tests.strace import Call, read_calls, watched

_PATIENCE_SECONDS = 240.0
_DEVICES = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/ptmx", "/proc/")


@dataclass(frozen=True)
class Command:
    """Arguments, what is typed into the program, and what it says when that is done with."""

    arguments: tuple[str, ...]
    typed: str
    says: str
    on_screen: bool = False


class Start:
    """A command that was started; its input stays open until it is ended."""

    def __init__(self, command: Command, folder: Path, home: Path, environment: Mapping[str, str]) -> None:
        """`folder` is for the user's folders and for what strace writes, `home` is the program's own."""
        self._command = command
        self._home = home
        self._trace = folder / "trace"
        self._others = {name: folder / name for name in ("HOME", "TMPDIR", "here")}
        for made in self._others.values():
            made.mkdir(parents=True)
        own = {**self._others, "INTERVIEWER_HOME": home, "PATH": os.environ["PATH"]}
        world = {"LANG": "C.UTF-8", "TERM": "xterm-256color", **environment, **{k: str(v) for k, v in own.items()}}
        line = watched([sys.executable, "-m", "interviewer", *command.arguments], self._trace)
        here = self._others["here"]
        self._ended = False
        self._child: pexpect.spawn[str] | PopenSpawn[str]
        if command.on_screen:
            self._child = pexpect.spawn(line[0], line[1:], env=world, cwd=here, encoding="utf-8", dimensions=(24, 80))
            self._child.expect_exact("Question 1", timeout=_PATIENCE_SECONDS)  # before it, nothing can be sent
        else:
            self._child = PopenSpawn(line, env=world, cwd=here, encoding="utf-8")
        self._child.send(command.typed)

    def wait(self) -> None:
        """Waits until what was typed is done with."""
        self._child.expect_exact(self._command.says, timeout=_PATIENCE_SECONDS)

    def live(self, seconds: float) -> None:
        """Lets the program be, and reads what it shows."""
        assert self._child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=seconds) == 0, "it has ended"

    def kill(self) -> None:
        """Ends the program at once where it is running; strace hands the signal on."""
        if not self._ended:
            self._child.kill(signal.SIGTERM)

    def end(self) -> int:
        """Ends the program as a person would; returns its exit code."""
        if isinstance(self._child, PopenSpawn):
            self._child.sendeof()
        else:
            self._child.sendcontrol("q")
        self._child.expect(pexpect.EOF, timeout=_PATIENCE_SECONDS)
        self._ended = True
        return int(self._child.wait())

    @cached_property
    def calls(self) -> list[Call]:
        """What the program and the processes that it started called, once it has ended."""
        return read_calls(self._trace)

    @property
    def written_elsewhere(self) -> list[str]:
        """What was opened for writing or made outside the program's home."""
        paths = (call.written(self._others["here"]) for call in self.calls)
        return [str(path) for path in paths if path and not path.is_relative_to(self._home) and not _is_no_file(path)]

    @property
    def left_elsewhere(self) -> list[str]:
        """What is in the folders that were empty."""
        return [str(path) for folder in self._others.values() for path in folder.rglob("*")]


def _is_no_file(path: Path) -> bool:
    """Whether it is a device, a semaphore, Python's compiled code or a scratch file of SQLite's, which has no name."""
    semaphore = path.parent == Path("/dev/shm") and path.name.startswith("sem.")
    scratch = path.name.startswith("etilqs_") or "__pycache__" in path.parts
    return semaphore or scratch or str(path).startswith(_DEVICES)
