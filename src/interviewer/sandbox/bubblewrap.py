"""Programs in namespaces of their own, by bubblewrap (Linux): no network, no other files, no other processes."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from interviewer.corpus.exercise import Language
from interviewer.sandbox.launch import ENVIRONMENT, INSIDE, PROCESSES, PYTHON_OPTIONS, Launch, runner_arguments
from interviewer.sandbox.packages import library_files
from interviewer.sandbox.probing import fault_of

FOLDER_BYTES = 64 << 20
_NOBODY = 65534
_FIRST_UNUSED, _UNUSED = 1 << 28, 1 << 28  # numbers of users, above what systems and containers give
_PACKAGES = "/packages"
_RUNNER = "/runner"
_OURS = Path(__file__).parent.parent
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/proc/cpuinfo")  # cpuinfo: torch chooses its kernels by it
_DEVICES = ("/dev/null", "/dev/urandom")
_BINDS = ("--ro-bind", "--ro-bind-try", "--dev-bind")
# From Linux 5.14 the limit of processes counts those of the namespace; before that, all of the user's.
_COUNTS_BY_NAMESPACE = (5, 14)


class Bubblewrap:
    """Namespaces, an empty folder in memory, and a filter of system calls."""

    name = "bubblewrap"
    holds = True

    def launch(self, language: Language) -> Launch:
        root = os.geteuid() == 0
        arguments = runner_arguments(
            _RUNNER,
            language,
            (_PACKAGES,),
            forks=True,
            filters=True,
            processes=PROCESSES if root or _kernel() >= _COUNTS_BY_NAMESPACE else 0,
            # One that no other process has, or the limit of processes would count those.
            users=(_FIRST_UNUSED + secrets.randbelow(_UNUSED), _NOBODY) if root else (),
        )
        return Launch(
            argv=(*self._walls(library_files(language), root=root), "--", _python(), *PYTHON_OPTIONS, *arguments),
            forks=True,
            environment={"PATH": os.defpath},
        )

    def fault(self) -> str:
        """Why bubblewrap cannot be used here, empty where it can: it is tried."""
        if sys.platform != "linux":
            return "bubblewrap is for Linux only"
        if shutil.which("bwrap") is None:
            return "bubblewrap is not installed"
        said = fault_of(*self._walls((), root=os.geteuid() == 0), "--", _python(), *PYTHON_OPTIONS, "-c", "")
        return f"bubblewrap does not start: {said}" if said else ""

    def _walls(self, libraries: Sequence[Path], *, root: bool) -> list[str]:
        """The command up to what runs inside. What root starts has no namespace of users: it becomes another user."""
        places = [
            *_python_files(),
            *(part for path in libraries for part in ("--ro-bind", str(path), f"{_PACKAGES}/{path.name}")),
            *("--ro-bind", str(INSIDE), f"{_RUNNER}/{INSIDE.name}"),
            *(part for path in _FILES for part in ("--ro-bind-try", path, path)),
            *(part for path in _DEVICES for part in ("--dev-bind", path, path)),
        ]
        privileges = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        return [
            shutil.which("bwrap") or "bwrap",
            *(privileges if root else ["--unshare-user"]),
            *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
            *("--as-pid-1", "--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"),
            *(part for name, value in ENVIRONMENT.items() for part in ("--setenv", name, value)),
            *_open_folders(places),
            *places,
            *("--size", str(FOLDER_BYTES), "--perms", "1777", "--tmpfs", "/box"),
            *("--remount-ro", "/", "--chdir", "/box"),
        ]


def _python_files() -> list[str]:
    """What binds the interpreter, its library and those of the system, and hides what else lies among them."""
    arguments: list[str] = []
    bound: list[Path] = []
    prefix = Path(sys.base_prefix)
    for folder in (*map(Path, _SYSTEM), prefix / "lib", Path(_python()), *_store(prefix)):
        if folder.is_symlink() and str(folder) in _SYSTEM:
            arguments += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.exists() and not any(folder.is_relative_to(other) for other in bound):
            arguments += ["--ro-bind", str(folder), str(folder)]
            bound.append(folder)
    hidden = [*prefix.glob("lib/python3*/site-packages"), *prefix.glob("lib/python3*/dist-packages"), _OURS]
    hidden += [Path("/usr/lib/python3/dist-packages")]
    for folder in hidden:
        if folder.is_dir() and any(folder.is_relative_to(other) for other in bound):
            arguments += ["--tmpfs", str(folder)]
    return arguments


def _open_folders(places: Sequence[str]) -> list[str]:
    """What makes the folders above the bound ones such that every user may pass; bubblewrap closes them to others."""
    targets = [Path(places[at + 2]) for at, part in enumerate(places) if part in _BINDS]
    above = {folder for target in targets for folder in target.parents if folder != Path("/")}
    outside = [folder for folder in sorted(above) if not any(folder.is_relative_to(target) for target in targets)]
    return [part for folder in outside for part in ("--perms", "0755", "--dir", str(folder))]


def _store(prefix: Path) -> tuple[Path, ...]:
    """Where Nix keeps every library."""
    store = Path("/nix/store")
    return (store,) if prefix.is_relative_to(store) else ()


def _python() -> str:
    return os.path.realpath(sys.executable)


def _kernel() -> tuple[int, int]:
    major, minor = platform.release().split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)
