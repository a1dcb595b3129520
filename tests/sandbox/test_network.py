"""A run asks nothing of the network: strace watches the program, the judge, the sandbox and what runs in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.runs import needs_bubblewrap
from tests.strace import can_watch, read_calls, watched

pytestmark = [needs_bubblewrap, pytest.mark.posix, pytest.mark.slow]

RUN = """
from interviewer.sandbox.choosing import open_runner
from interviewer.sandbox.running import Author, RunRequest
from interviewer.corpus.exercise import Language
from interviewer.settings import SandboxChoice
program = "import socket\\ndef f(): socket.create_connection(('203.0.113.1', 80), timeout=1)"
with open_runner(SandboxChoice.{choice}) as runner:
    request = RunRequest(program, "def test_f(): raises('OSError', answer.f)", Language.NUMPY, 20.0, Author.ONESELF)
    print(runner.run(request).outcomes)
"""


@pytest.mark.skipif(not can_watch(), reason="needs strace")
def test_of_all_sockets_only_the_sandboxs_own_to_the_kernel_sends(tmp_path: Path) -> None:
    command = watched([sys.executable, "-c", RUN.format(choice="BUBBLEWRAP")], tmp_path / "trace")
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "passed=True" in done.stdout
    calls = read_calls(tmp_path / "trace")
    # bubblewrap switches the loopback device of the empty network namespace on; the program gets no socket at all.
    assert {call.family for call in calls if call.name == "socket"} == {"AF_NETLINK", "AF_UNIX"}
    assert {call.family for call in calls if call.leaves_the_machine} == {"AF_NETLINK"}
    assert [call for call in calls if call.name == "connect"] == []
