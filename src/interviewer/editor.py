"""Writing an answer in the user's own editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from signal import Signals

from interviewer.errors import UsageError
from interviewer.signals import ENDING, Terminated, on_signals

_EDITOR_SECONDS = 1.0
"""How long an editor may take to exit once asked to."""


def editor_command() -> list[str]:
    """The command of $VISUAL or $EDITOR. Raises UsageError if neither is set."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise UsageError("No editor is set.", "Set EDITOR, for instance to nano.")
    return words


def edited(text: str, command: list[str], suffix: str = ".txt", keep: Callable[[str], object] = lambda _: None) -> str:
    """`text` as the editor left it, in a file whose name ends in `suffix`. Raises UsageError if the editor cannot be
    run or fails.

    A signal that asks this process to end meanwhile ends the editor first. What it has written by then is given to
    `keep` before the signal goes on to this process, which has little time from then, and is returned.
    """
    with tempfile.TemporaryDirectory(prefix="interviewer-") as folder:
        path = Path(folder) / f"answer{suffix}"
        path.write_text(text, encoding="utf-8")
        code, asked = _run([*command, str(path)])
        if code:
            raise UsageError(f"The editor {command[0]} failed.", "The answer is unchanged.")
        written = path.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    if asked is None:
        return written
    written = written or text
    keep(written)
    signal.raise_signal(asked)
    return written


def _run(command: list[str]) -> tuple[int, Signals | None]:
    """The editor's exit code, and the signal that asked this process to end, which ended the editor: then 0.

    The editor handles a keyboard interrupt itself. Raises UsageError if it cannot be run.
    """
    process: subprocess.Popen[bytes] | None = None
    asked: Signals | None = None

    def end(number: Signals) -> None:
        nonlocal asked
        asked = number
        if process is not None:
            raise Terminated(number)

    with on_signals([signal.SIGINT], lambda _: None), on_signals(ENDING, end):
        try:
            process = subprocess.Popen(command)  # noqa: S603 - the user's own choice
            if asked is None:
                return process.wait(), None
        except OSError as error:
            raise UsageError(f"The editor {command[0]} cannot be run: {error.strerror}.", "Check EDITOR.") from error
        except Terminated:
            pass
        assert process is not None
        _end(process)
    return 0, asked


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the editor, by force if it does not end when asked to."""
    process.terminate()
    try:
        process.wait(_EDITOR_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
