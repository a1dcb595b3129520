"""The two streams of plain mode: the interview, and the narration beside it."""

from __future__ import annotations

from typing import TextIO

from interviewer.text import visible

INTERVIEWER = "Interviewer: "
"""The prefix of interviewer words that are not the program's own."""


class Pages:
    """Appends to stdout and stderr, each line at once."""

    def __init__(self, out: TextIO, narration: TextIO) -> None:
        self._out = out
        self._narration = narration
        self._blank = ""  # white space, which is only written before more words

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
        self._out.write(text)
        self._out.flush()
