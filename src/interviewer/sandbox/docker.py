"""Programs in a container each, by Docker or what answers to its command line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from interviewer.corpus.exercise import Language
from interviewer.sandbox.launch import (
    ENVIRONMENT,
    FILE_BYTES,
    INSIDE,
    MEMORY,
    PROCESSES,
    PYTHON_OPTIONS,
    UNIQUE,
    Launch,
    runner_arguments,
)
from interviewer.sandbox.probing import fault_of

IMAGE = "interviewer-sandbox"
IMAGE_FOLDER = Path(__file__).parent / "image"
BUILD = f"docker build --tag {IMAGE} {IMAGE_FOLDER}"
_LIFE_SECONDS = 900  # of a container, whoever forgets it; the judge that waits for runs goes after ten minutes
_FOLDER_MIB = 64
_LIBRARIES = 1 << 30  # bytes; the process counts what it loads apart, the engine does not, and would kill it
_NOBODY = 65534


class Docker:
    """A container for each program: no network, an empty folder as all that can be written, nothing of the user's."""

    name = "docker"
    holds = True

    def launch(self, language: Language) -> Launch:
        # The image has its libraries where its Python finds them by itself.
        options = [option for option in PYTHON_OPTIONS if option != "-S"]
        python = ("python3", *options)
        arguments = runner_arguments("/runner", language, (), forks=False, filters=True, processes=0, started_by="")
        name = f"interviewer-{UNIQUE}"
        return Launch(
            argv=(*_container(name), IMAGE, "timeout", "-s", "KILL", str(_LIFE_SECONDS), *python, *arguments),
            forks=False,
            environment=_clients_environment(),
            end=("docker", "rm", "--force", name),
            signals_as_codes=True,
        )

    def fault(self) -> str:
        """Why containers cannot be used here, empty where they can: the engine is asked."""
        if shutil.which("docker") is None:
            return "there is no command docker"
        if said := fault_of("docker", "version", "--format", "{{.Server.Version}}"):
            return f"no container engine answers: {said}"
        if fault_of("docker", "image", "inspect", IMAGE):
            return f"there is no image {IMAGE}; make it with: {BUILD}"
        return ""


def _container(name: str) -> tuple[str, ...]:
    memory = MEMORY + _LIBRARIES
    limits = {"--memory": memory, "--memory-swap": memory, "--pids-limit": PROCESSES, "--ulimit": "core=0"}
    # The engine gives a folder that the image does not have the mode 755, whatever is asked for; the owner counts.
    folder = f"/box:rw,size={_FOLDER_MIB}m,nr_inodes=1000,mode=700,uid={_NOBODY},gid={_NOBODY}"
    return (
        *("docker", "run", "--rm", "--interactive", "--pull", "never", "--name", name),
        *("--network", "none", "--ipc", "none", "--read-only", "--cap-drop", "ALL"),
        *("--security-opt", "no-new-privileges", "--user", f"{_NOBODY}:{_NOBODY}"),
        *(part for option, value in limits.items() for part in (option, str(value))),
        *("--ulimit", f"fsize={FILE_BYTES}"),
        *("--tmpfs", folder, "--workdir", "/box"),
        *("--volume", f"{INSIDE}:/runner/{INSIDE.name}:ro"),
        *(part for variable, value in ENVIRONMENT.items() for part in ("--env", f"{variable}={value}")),
    )


def _clients_environment() -> dict[str, str]:
    """What the client needs to find its engine; nothing of it reaches the container."""
    names = ("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "USERPROFILE")
    return {name: os.environ[name] for name in names if name in os.environ}
