"""What a program asks of the operating system, as strace tells it: its sockets, and the files that it writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_SENDING = {"connect", "bind", "listen", "sendto", "sendmsg", "sendmmsg"}
_OPENING = {"open", "openat", "openat2"}
_MAKING = _OPENING | {"creat", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat",
                      "rename", "renameat", "renameat2"}  # fmt: skip
# io_uring sends without any of the other calls. A question mark, because a processor's Linux may lack a call.
_WATCHED = ",".join(["%network", "?io_uring_setup", *(f"?{name}" for name in sorted(_MAKING))])

_CALL = re.compile(r"^(\w+)\((.*)$")
_FAILED = re.compile(r"= -1 E\w+ \(.*\)$")
_FAMILY = re.compile(r"(?:^|sa_family=)(AF_\w+)")
_HOST = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_FOR_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<name>(?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Call:
    """A system call: its arguments and its result as strace writes them."""

    name: str
    rest: str

    @property
    def family(self) -> str:
        """The kind of socket that is made or of address that is named, such as AF_INET; empty where there is none."""
        found = _FAMILY.search(self.rest)
        return found[1] if found else ""

    @property
    def leaves_the_machine(self) -> bool:
        """Whether it names an address beyond loopback, another machine's or that of a service of the system."""
        if self.name == "io_uring_setup":
            return True
        host = _HOST.search(self.rest)
        loopback = host is not None and (host[1].startswith("127.") or host[1] == "::1")
        return self.name in _SENDING and bool(self.family) and not loopback

    def written(self, folder: Path) -> Path | None:
        """The file or folder that it makes or opens for writing, None where it does not; names start at `folder`.

        A call that did not return before its process ended counts, one that failed does not.
        """
        if self.name not in _MAKING or _FAILED.search(self.rest):
            return None
        if self.name in _OPENING and not _FOR_WRITING.search(self.rest):
            return None
        last = list(_PATH.finditer(self.rest))[-1]
        return Path(os.path.normpath(folder / _decoded(last["folder"] or "") / _decoded(last["name"])))

    def __str__(self) -> str:
        return f"{self.name}({self.rest}"


def calls_of(lines: Iterable[str]) -> list[Call]:
    """The calls in lines of `strace -ff`: one call of one thread a line, without a result where it was interrupted.

    The continuation of such a call, signals and the end of a process are no calls.
    """
    return [Call(found[1], found[2]) for line in lines if (found := _CALL.match(line.strip()))]


def read_calls(prefix: Path) -> list[Call]:
    """The calls of a program that ran `watched`, and of all processes that it started."""
    files = prefix.parent.glob(f"{prefix.name}.*")
    return calls_of(line for file in sorted(files) for line in file.read_text("utf-8").splitlines())


def watched(command: Sequence[str], prefix: Path) -> list[str]:
    """The command line that has `command` watched; what each thread calls is written to a file `prefix`.NUMBER."""
    return ["strace", "-ff", "-qq", "--seccomp-bpf", "-y", "-e", f"trace={_WATCHED}", "-o", str(prefix), *command]


def can_watch() -> bool:
    """Whether strace is there and the system lets it watch."""
    if shutil.which("strace") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        return (
            subprocess.run(watched(["true"], Path(folder) / "trace"), capture_output=True, check=False).returncode == 0
        )


def _decoded(text: str) -> str:
    """A name from its octal escapes."""
    return text.encode("ascii").decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape")
