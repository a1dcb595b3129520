"""Writing an answer in the person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from interviewer.errors import UsageError


def editor_command() -> list[str]:
    """The command of $VISUAL or $EDITOR. Raises UsageError where neither is set."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise UsageError("No editor is set.", "Set EDITOR, for instance to nano.")
    return words


def edited(text: str, command: list[str]) -> str:
    """`text` as the editor left it. Raises UsageError where the editor cannot be run or fails."""
    with tempfile.TemporaryDirectory(prefix="interviewer-") as folder:
        path = Path(folder) / "answer.txt"
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own choice
        except OSError as error:
            raise UsageError(f"The editor {command[0]} cannot be run: {error.strerror}.", "Check EDITOR.") from error
        if done.returncode != 0:
            raise UsageError(f"The editor {command[0]} failed.", "The answer is as it was.")
        return path.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
