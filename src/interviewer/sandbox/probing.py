"""Whether a command works here: it is tried."""

from __future__ import annotations

import subprocess

_SECONDS = 20.0


def fault_of(*command: str) -> str:
    """The last line of what a command says where it fails, empty where it does not."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"status {done.returncode}")
