"""Asks the person before something that costs or cannot be undone."""

from __future__ import annotations

import sys

from interviewer.errors import UsageError
from interviewer.text import visible


def go_ahead(question: str) -> bool:
    """Asks on stderr and reads the reply from the terminal; only a yes is one.

    Raises UsageError where there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask at whether to go ahead.", "Add --yes if that is meant.")
    sys.stderr.write(f"{visible(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
