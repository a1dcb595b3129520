"""The watch sees what it is there to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.strace import Call, calls_of, can_watch, read_calls, watched

PROGRAM = """
import os, socket, threading
def connect():
    with socket.socket() as outside:
        outside.setblocking(False)
        outside.connect_ex(("203.0.113.1", 80))
thread = threading.Thread(target=connect)
thread.start()
thread.join()
if os.fork() == 0:
    with socket.socket() as inside:
        inside.connect_ex(("127.0.0.1", 9))
    open("plain", "w").close()
    os.mkdir("ä")
    os._exit(0)
os.wait()
open("/etc/hostname").close()
"""


def call(line: str) -> Call:
    (found,) = calls_of([line])
    return found


@pytest.mark.parametrize(
    "line",
    [
        'connect(7<socket:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.53")}, 16) = 0',
        'connect(7, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("203.0.113.1")}, 16 <unfinished ...>',
        'sendto(3, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), '
        'inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 1',
        'bind(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
        'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
        "bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0",
        "io_uring_setup(8, {flags=0}) = 3",
    ],
)
def test_an_address_beyond_loopback_is_told(line: str) -> None:
    assert call(line).leaves_the_machine


@pytest.mark.parametrize(
    "line",
    [
        'connect(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
        "bind(3, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), "
        'inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
        "socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [3, 4]) = 0",
        'sendto(3<socket:[1]>, "\\0", 1, 0, NULL, 0) = 1',
    ],
)
def test_what_stays_on_this_machine_is_not(line: str) -> None:
    assert not call(line).leaves_the_machine


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('openat(AT_FDCWD</home/a>, "b/../c", O_WRONLY|O_CREAT, 0666) = 3</home/a/c>', "/home/a/c"),
        ('openat(AT_FDCWD</home/a>, "/tmp/d", O_RDWR <unfinished ...>', "/tmp/d"),
        ('openat(5</srv>, "x", O_RDWR|O_CREAT, 0666) = 3', "/srv/x"),
        ('mkdir("e", 0777) = 0', "/here/e"),
        ('rename("/tmp/a", "/tmp/b") = 0', "/tmp/b"),
        ('mkdir("/tmp/\\303\\244", 0777) = 0', "/tmp/ä"),
    ],
)
def test_what_is_written_is_told_by_its_whole_path(line: str, path: str) -> None:
    assert call(line).written(Path("/here")) == Path(path)


@pytest.mark.parametrize(
    "line",
    [
        'openat(AT_FDCWD</home/a>, "b", O_RDONLY|O_CLOEXEC) = 3</home/a/b>',
        'openat(AT_FDCWD</home/a>, "b", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)',
        'mkdir("e", 0777) = -1 EEXIST (File exists)',
    ],
)
def test_what_is_read_or_failed_is_not_written(line: str) -> None:
    assert call(line).written(Path("/here")) is None


def test_signals_ends_and_continuations_are_no_calls() -> None:
    assert calls_of(["--- SIGCHLD {si_signo=SIGCHLD} ---", "+++ exited with 0 +++", "<... connect resumed>) = 0"]) == []


@pytest.mark.posix
@pytest.mark.skipif(not can_watch(), reason="strace is missing, or may not watch processes here")
def test_threads_and_child_processes_are_watched(tmp_path: Path) -> None:
    subprocess.run(watched([sys.executable, "-c", PROGRAM], tmp_path / "trace"), check=True, cwd=tmp_path)
    calls = read_calls(tmp_path / "trace")
    (outward,) = [call for call in calls if call.leaves_the_machine]
    assert "203.0.113.1" in str(outward)
    assert sum(call.name == "socket" for call in calls) == 2
    written = {path for call in calls if (path := call.written(tmp_path)) is not None}
    assert written - {Path("/dev/null")} == {tmp_path / "plain", tmp_path / "ä"}
