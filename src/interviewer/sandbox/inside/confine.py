"""Limits that a process sets itself before it takes a program in; none of them can be raised again."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


@dataclass(frozen=True)
class Limits:
    """What one process may use: seconds of processor time, bytes of memory beside the libraries that are loaded, bytes
    of one file, open files, and processes with threads (0 for no limit of ours)."""

    cpu_seconds: int
    memory: int
    file_bytes: int
    files: int
    processes: int

    def set(self) -> None:
        """Sets what the system knows of them; Windows knows none."""
        if sys.platform == "win32":
            return
        import resource

        wanted = {
            "RLIMIT_CPU": self.cpu_seconds,
            "RLIMIT_FSIZE": self.file_bytes,
            "RLIMIT_NOFILE": self.files,
            "RLIMIT_CORE": 0,
            "RLIMIT_MEMLOCK": 0,
            "RLIMIT_MSGQUEUE": 0,
            "RLIMIT_DATA": self.memory,
            "RLIMIT_AS": self.memory + size if (size := _address_space()) else None,
            "RLIMIT_NPROC": self.processes or None,
        }
        for name, value in wanted.items():
            number = getattr(resource, name, None)
            if number is not None and value is not None:
                most = resource.getrlimit(number)[1]
                value = value if most == resource.RLIM_INFINITY else min(value, most)
                # macOS has names of limits that it does not take; doctor says what holds there.
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(number, (value, value))


def _address_space() -> int:
    """The size of this process in bytes, torch's reservations included; 0 where that cannot be told."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not loaded here
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def become(user: int) -> None:
    """Gives up root for another user and group, for good."""
    assert sys.platform != "win32"
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def hide_and_follow(parent: int | None = None) -> None:
    """Makes this process unreadable for others of its user, and has it die with the one that started it (Linux).

    `parent` is who that was: if it is somebody else by now, this process ends at once.
    """
    if sys.platform != "linux":
        return
    libc: Any = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)
