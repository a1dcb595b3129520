"""Where the process of a program begins: alone, for one program, or as what forks such processes.

`begin` is called with settings in JSON by a line of Python that puts this folder on the path: see launch.py.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import sys
from typing import Any, NoReturn

from .confine import Limits, become, hide_and_follow
from .program import Program
from .seccomp import restrict_calls
from .wire import write_frame


def begin(text: str, started_by: str) -> None:
    """Loads the libraries, then serves one program, or forks a process for each as long as somebody asks for it.

    `started_by` is the control channel's file descriptor if it forks, otherwise the process that started this one,
    or empty where that cannot be seen.
    """
    settings: dict[str, Any] = json.loads(text)
    forks = settings["forks"]
    if settings["users"]:
        become(settings["users"])
    hide_and_follow(int(started_by) if started_by and not forks else None)
    sys.argv = [""]
    sys.path.extend(settings["packages"])
    for name in settings["modules"]:
        importlib.import_module(name)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    limits = Limits(**settings["limits"])
    if forks:
        _fork_on_request(int(started_by), limits)
    _serve_alone(limits, filters=settings["filters"])


def _serve_alone(limits: Limits, *, filters: bool) -> None:
    """Requests come in on standard input, replies go out on standard output; what is printed goes to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    _redirect(2)
    write_frame(replies, {"ready": True})
    limits.set()
    if filters:
        restrict_calls()
    Program(requests, replies).serve()


def _fork_on_request(control_fd: int, limits: Limits) -> NoReturn:
    """As the first process of a PID namespace: nothing that it does not let live outlives a run.

    It ends with the other side, or where a run touched the working folder: the next one begins in a new one. Nothing
    that a program made is looked at, but for the status that it ended with.
    """
    import socket

    for left in os.listdir("."):  # noqa: PTH208 - by the libraries, as they were loaded
        shutil.rmtree(left)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which the first process of a namespace ignores
    control = socket.socket(fileno=control_fd)
    untouched = _changed_last()
    control.send(b'{"ready": true}')
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1000, 3)
        if not message:
            os._exit(0)
        child = os.fork()
        if child == 0:
            control.close()
            _serve_one(descriptors, limits)
        for descriptor in descriptors:
            os.close(descriptor)
        control.recv(1000)  # the end of the run, or of the other side
        status = _end_all(child)
        clean = _changed_last() == untouched
        control.send(json.dumps({"status": status, "clean": clean}).encode())
        if not clean:
            os._exit(0)


def _changed_last() -> int:
    """When the working folder was changed last: by a file that came or went, or by anything said of the folder."""
    return os.stat(".").st_ctime_ns  # noqa: PTH116 - pathlib is not loaded here


def _serve_one(descriptors: list[int], limits: Limits) -> NoReturn:
    requests, replies, printed = descriptors
    try:
        os.dup2(printed, 2)
        os.close(printed)
        _redirect(2)
        limits.set()
        restrict_calls()
        Program(requests, replies).serve()
    finally:
        os._exit(0)


def _end_all(child: int) -> int:
    """Ends every other process of the namespace; the status of `child` as the system tells it."""
    status = 0
    while True:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        try:
            ended, how = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if ended == child:
            status = how


def _redirect(printed: int) -> None:
    """Has everything that is printed go to one descriptor, and nothing be typed."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(printed, 1)
    options: dict[str, Any] = {"encoding": "utf-8", "errors": "backslashreplace", "closefd": False, "buffering": 1}
    sys.stdout, sys.stderr = open(1, "w", **options), open(2, "w", **options)  # noqa: SIM115 - for good
