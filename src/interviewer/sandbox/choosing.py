"""Which isolation programs run in: the best that is here, or the one that is asked for."""

from __future__ import annotations

from interviewer.errors import SandboxError
from interviewer.sandbox.bubblewrap import Bubblewrap
from interviewer.sandbox.docker import Docker
from interviewer.sandbox.limits import LimitsOnly
from interviewer.sandbox.runner import JudgeRunner
from interviewer.settings import SandboxChoice


def open_runner(choice: SandboxChoice) -> JudgeRunner:
    """What runs programs. It is tried whether the isolation works, which takes some milliseconds.

    Raises SandboxError where the isolation that is asked for does not work. With AUTO there is always one: without
    bubblewrap it is limits only, in which a program of others does not run.
    """
    if choice is SandboxChoice.LIMITS:
        return JudgeRunner(LimitsOnly(), "INTERVIEWER_SANDBOX asks for limits only")
    if choice is SandboxChoice.DOCKER:
        docker = Docker()
        if fault := docker.fault():
            raise SandboxError(
                f"Docker cannot be used as the sandbox: {fault}.", "Start it, or choose another sandbox."
            )
        return JudgeRunner(docker)
    bubblewrap = Bubblewrap()
    fault = bubblewrap.fault()
    if not fault:
        return JudgeRunner(bubblewrap)
    if choice is SandboxChoice.BUBBLEWRAP:
        raise SandboxError(f"Bubblewrap cannot be used as the sandbox: {fault}.", "interviewer doctor says more.")
    return JudgeRunner(LimitsOnly(), fault)
