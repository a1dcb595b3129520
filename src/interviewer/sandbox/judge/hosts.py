"""Where processes of programs come from: a warm one that forks, or a new one for each program, started ahead."""

from __future__ import annotations

import functools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Protocol

from interviewer.sandbox.inside.wire import WireError, read_frame
from interviewer.sandbox.judge.program_process import Printed, ProgramProcess
from interviewer.sandbox.launch import STARTED_BY, UNIQUE, Launch

START_SECONDS = 120.0  # torch on a machine that does ten other things
END_SECONDS = 10.0
_AGAIN_SECONDS = 0.1
_BY_A_SIGNAL = 128  # is added to the number of the signal


class HostError(Exception):
    """No process can be had for programs; the text says why."""


class Host(Protocol):
    """Gives processes for programs, one after the other."""

    def warm_up(self) -> None:
        """Begins what the next program would wait for."""
        ...

    def open(self, printed: Printed) -> ProgramProcess:
        """A process without a program. Raises HostError."""
        ...

    def close(self) -> None:
        """Ends all that was started."""
        ...


class ForkingHost:
    """A process that has loaded the libraries and forks for each program, inside what isolates it (Linux)."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = False

    def warm_up(self) -> None:
        if self._control is not None:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(
                [part.replace(STARTED_BY, str(number)) for part in self._launch.argv],
                pass_fds=[number],
                env=dict(self._launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        self._control = ours
        self._ready = False

    def open(self, printed: Printed) -> ProgramProcess:
        if self._ready and not self._lives():
            self.close()  # it went while nobody used it
        self._wait()
        assert self._control is not None
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        ours_printed, theirs_printed = os.pipe()
        theirs = [theirs_in, theirs_out, theirs_printed]
        try:
            socket.send_fds(self._control, [b"run"], theirs)
        except OSError:
            for fd in (ours_out, ours_in, ours_printed):
                os.close(fd)
            raise HostError(self._fault()) from None
        finally:
            for fd in theirs:
                os.close(fd)
        return ProgramProcess(ours_out, ours_in, ours_printed, printed, self._end_run)

    def _lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _wait(self) -> None:
        """Until the process is ready. Raises HostError where it does not become so."""
        self.warm_up()
        assert self._control is not None
        if not self._ready:
            self._control.settimeout(START_SECONDS)
            if not self._heard(self._control):
                raise HostError(self._fault())
            self._ready = True

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()  # bubblewrap: all that is in it goes with it
            self._process.wait()
            assert self._process.stderr is not None
            self._process.stderr.close()
        if self._control is not None:
            self._control.close()
        self._process = self._control = None

    def _end_run(self) -> int | None:
        """The wait status of the process that served the run, which is gone, and all that it started."""
        control = self._control
        assert control is not None
        control.settimeout(END_SECONDS)
        with suppress(OSError):
            control.send(b"end")
        answer = self._heard(control)
        if not answer or not answer["clean"]:
            self.close()
        return answer["status"] if answer else None

    @staticmethod
    def _heard(control: socket.socket) -> dict[str, int]:
        """What the process says; empty where it is gone, or says nothing in time."""
        try:
            return dict(json.loads(control.recv(1000) or b"{}"))
        except OSError:
            return {}

    def _fault(self) -> str:
        """The last line that the process wrote before it ended."""
        assert self._process is not None
        assert self._process.stderr is not None
        self._process.kill()
        said = _last_line(self._process.stderr)
        status = self._process.wait()
        self.close()
        return said or f"the sandbox ended with status {status}"


class SingleHost:
    """A new process for each program; the next one is started when a run is over."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._spare: _Single | None = None

    def warm_up(self) -> None:
        if self._spare is None:
            self._spare = _Single(self._launch)

    def open(self, printed: Printed) -> ProgramProcess:
        self.warm_up()
        single, self._spare = self._spare, None
        assert single is not None
        return single.open(printed)

    def close(self) -> None:
        if self._spare is not None:
            self._spare.end()
        self._spare = None


class _Single:
    """A process for one program, in an empty folder of its own."""

    def __init__(self, launch: Launch) -> None:
        names = {STARTED_BY: str(os.getpid()), UNIQUE: secrets.token_hex(8)}
        self._end_command = _filled(launch.end, names)
        self._signals_as_codes = launch.signals_as_codes
        self._folder = tempfile.TemporaryDirectory(prefix="interviewer-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            _filled(launch.argv, names),
            env={**launch.environment, **_of_the_system()},
            cwd=self._folder.name,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def open(self, printed: Printed) -> ProgramProcess:
        """The process, without a program, when it is ready. Raises HostError."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        patience = threading.Timer(START_SECONDS, self.end)
        patience.daemon = True
        patience.start()
        try:
            read_frame(process.stdout.fileno())
        except (EOFError, OSError, WireError):
            self.end()
            raise HostError(_last_line(process.stderr) or f"it ended with status {process.returncode}") from None
        finally:
            patience.cancel()
        descriptors = [os.dup(pipe.fileno()) for pipe in (process.stdin, process.stdout, process.stderr)]
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
        requests, replies, errors = descriptors
        return ProgramProcess(requests, replies, errors, printed, self.end)

    def end(self) -> int | None:
        """Ends the process with the group that it leads; its wait status, where the system has one."""
        status = self._status()
        if self._end_command:
            self._run_end_command()
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()
        return status if status is not None else self._status()

    def _run_end_command(self) -> None:
        """Until the process has ended: while a container is being made, there is nothing yet that could be removed."""
        deadline = time.monotonic() + END_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, subprocess.TimeoutExpired):  # a container ends itself as well, later
                subprocess.run(self._end_command, capture_output=True, check=False, timeout=END_SECONDS)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_AGAIN_SECONDS)
                return

    def _status(self) -> int | None:
        """A wait status from the return code, where there is one."""
        code = self._process.poll()
        if code is None or sys.platform == "win32":
            return None
        if code > _BY_A_SIGNAL and self._signals_as_codes:
            code = _BY_A_SIGNAL - code
        return -code if code < 0 else code << 8


def _filled(command: Sequence[str], names: Mapping[str, str]) -> list[str]:
    return [functools.reduce(lambda part, name: part.replace(name, names[name]), names, part) for part in command]


def _last_line(errors: IO[bytes]) -> str:
    """What a process wrote last before it ended."""
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else ""


def _of_the_system() -> dict[str, str]:
    """What Windows does not start a process without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ} if sys.platform == "win32" else {}
