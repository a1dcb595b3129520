"""The judge as a process: takes programs with tests on standard input, tells on standard output what each came to.

Each line is JSON. The first says where processes for programs come from, each further one is a run, or stops the run
of a number. It ends with whoever started it, and after a while without anything to do.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from interviewer.sandbox.judge.hosts import ForkingHost, Host, HostError, SingleHost
from interviewer.sandbox.judge.program_process import SpoiledError
from interviewer.sandbox.judge.stopping import Stop
from interviewer.sandbox.judge.testing import Run, TestsError
from interviewer.sandbox.launch import MEMORY, Launch

_LAST_SECONDS = 1.0


@dataclass(frozen=True)
class _Request:
    """A run that is asked for, and what stops it."""

    run: dict[str, Any]
    stop: Stop


def main() -> None:
    """Serves until there is nobody, or nothing to do."""
    warnings.simplefilter("ignore")
    _limit_memory()
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    requests: queue.Queue[_Request | None] = queue.Queue()
    reader = os.fdopen(os.dup(0), encoding="utf-8")
    for standard in (0, 1):
        os.dup2(nothing, standard)  # what tests print is no message of ours
    settings = json.loads(reader.readline() or "{}")
    if not settings:
        return
    threading.Thread(target=_read, args=(reader, requests), daemon=True).start()
    launch = Launch(**settings["launch"])
    host: Host = ForkingHost(launch) if launch.forks else SingleHost(launch)
    host.warm_up()

    def tell(**message: object) -> None:
        rest = memoryview((json.dumps(message) + "\n").encode())
        while rest:
            rest = rest[os.write(out, rest) :]

    while True:
        try:
            request = requests.get(timeout=settings["idle_seconds"])
        except queue.Empty:
            break
        if request is None:
            break
        _run(host, request, arrays=settings["arrays"], tell=tell)
        host.warm_up()
    host.close()
    os._exit(0)  # whatever threads the tests left


def _run(host: Host, request: _Request, *, arrays: bool, tell: Callable[..., None]) -> None:
    run, asked = None, request.run
    done: dict[str, object] = {"done": True}
    try:
        run = Run(
            host,
            asked["program"],
            asked["tests"],
            asked["names"],
            request.stop,
            seconds=asked["seconds"],
            arrays=arrays,
        )
        run.report(lambda name, why, seconds: tell(test=name, why=why, seconds=seconds), lambda: tell(begun=True))
    except SpoiledError as error:
        done["spoiled"] = str(error)
    except HostError as error:
        done["no_host"] = str(error)
    except TestsError as error:
        done["broken_tests"] = str(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours; whoever asked has no other way to hear of it
        done["no_host"] = f"{type(error).__name__}: {error}"
    tell(**done, printed=run.printed.text if run is not None else "")


def _limit_memory() -> None:
    """Keeps what a test collects of a program that gives without end from filling the machine (Linux)."""
    if sys.platform == "linux":
        import resource

        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _read(reader: Any, requests: queue.Queue[_Request | None]) -> None:
    """Hands runs on, None at the end, and stops the one that a line names; after the end, the process ends soon."""
    last: _Request | None = None
    for line in reader:
        message = json.loads(line)
        if "stop" not in message:
            last = _Request(message, Stop())
            requests.put(last)
        elif last is not None and message["stop"] == last.run["number"]:
            last.stop.set()
    requests.put(None)
    if last is not None:
        last.stop.set()
    time.sleep(_LAST_SECONDS)
    os._exit(0)  # whatever is being done


if __name__ == "__main__":
    sys.setrecursionlimit(2000)
    main()
