"""Limits that a process sets itself before it takes a program in; none of them can be raised again."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_FAILED = ctypes.c_void_p(-1).value


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
            "RLIMIT_AS": self.memory + _address_space() if sys.platform == "linux" else None,
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
    """The size of this process in bytes, to a mebibyte, what torch reserves included.

    It is found by trying under which limit a page can still be had: there is no /proc to ask in a sandbox.
    """
    import resource

    libc: Any = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    before = resource.getrlimit(resource.RLIMIT_AS)
    too_small, enough = 0, 1 << 47
    while enough - too_small > 1 << 20:
        limit = (too_small + enough) // 2
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
        page = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
        if page == _FAILED:
            too_small = limit
        else:
            libc.munmap(page, mmap.PAGESIZE)
            enough = limit
    return enough


def become(users: Sequence[int]) -> None:
    """Gives up root for good, for the first of these users, with the group of its number, that the system takes."""
    assert sys.platform != "win32"
    os.setgroups([])
    for user in users:
        try:
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:  # in a container that knows some users only
            continue
        return
    raise PermissionError("root could not be given up")


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
