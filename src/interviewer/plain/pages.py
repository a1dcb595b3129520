"""The two streams of plain mode: the interview, and the narration beside it."""

from __future__ import annotations

import threading
from typing import TextIO

from interviewer.text import one_line, visible

INTERVIEWER = "Interviewer: "
"""The prefix of interviewer words that are not the program's own."""


# XTWINOPS 22 and 23: a terminal keeps its title, and takes it back (xterm's control sequences).
_KEEP_TITLE, _RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"


class Pages:
    """Appends to stdout and stderr, each line at once. Lines and titles may come from different threads."""

    def __init__(self, out: TextIO, narration: TextIO) -> None:
        self._out = out
        self._narration = narration
        self._blank = ""  # white space, which is only written before more words
        self._lock = threading.Lock()

    def prompt(self, text: str) -> None:
        """What stands in front of the line that is typed next."""
        self._write(text)

    def title(self, text: str) -> None:
        """The title of the terminal, which says it beside the text."""
        self._write(f"\x1b]2;{one_line(text)}\x07")

    def keep_title(self) -> None:
        """Has the terminal remember the title that it has."""
        self._write(_KEEP_TITLE)

    def restore_title(self) -> None:
        """Has it take that title back."""
        self._write(_RESTORE_TITLE)

    def say(self, line: str) -> None:
        """A line of the interview."""
        self._write(line + "\n")

    def narrate(self, line: str) -> None:
        """A line of narration."""
        self._narration.write(line + "\n")
        self._narration.flush()

    def begin_speech(self) -> None:
        """Begins a line of the interviewer's own words."""
        self._blank = ""
        self._write(INTERVIEWER)

    def speak(self, piece: str) -> None:
        """Says some more of them."""
        shown = visible(piece)
        words = shown.rstrip()
        if words:
            self._write(self._blank + words)
            self._blank = ""
        self._blank += shown[len(words) :]

    def end_speech(self) -> None:
        """Ends the line."""
        self._write("\n")

    def progress(self, what: str, done: int, total: int) -> None:
        """Reports the beginning and the end of slow work."""
        if total == 0 or done in (0, total):
            self.narrate(f"{what}{f' {done}/{total}' if total else ''}")

    def _write(self, text: str) -> None:
        with self._lock:
            self._out.write(text)
            self._out.flush()
