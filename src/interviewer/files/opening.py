"""Opening a file with the program that the desktop has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from interviewer.errors import FileError

_SECONDS = 5.0
"""How long an opener may take to fail; one that still runs then is the program itself."""


def open_file(path: Path) -> None:
    """Opens a file for the person to look at. Raises FileError where it cannot be opened, with its path."""
    hint = f"Open it yourself: {path}"
    try:
        _open(path, hint)
    except OSError as error:
        raise FileError(f"The file could not be opened: {error.strerror}.", hint) from error


def _open(path: Path, hint: str) -> None:
    """Raises FileError with `hint`, and OSError where a program cannot be started."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - it is a report that was just written
        return
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        raise FileError("This machine has no program that opens files.", hint)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - found on the PATH, with the full path of the report
        [program, str(path.resolve())], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        failed = process.wait(_SECONDS) != 0
    except subprocess.TimeoutExpired:
        return
    if failed:
        raise FileError(f"{Path(program).name} could not open the file.", hint)
