"""The two streams of plain mode: what is said, and what is told beside it."""

from __future__ import annotations

from typing import TextIO

from interviewer.interview.dialogue.speech import Speech
from interviewer.text import visible

INTERVIEWER = "Interviewer: "
"""What stands before words of the interviewer's that are not the program's own."""


class Pages:
    """Appends to stdout and stderr, each line at once."""

    def __init__(self, out: TextIO, narration: TextIO) -> None:
        self._out = out
        self._narration = narration

    def say(self, line: str) -> None:
        """A line of the interview."""
        self._write(line + "\n")

    def narrate(self, line: str) -> None:
        """A line beside it."""
        self._narration.write(line + "\n")
        self._narration.flush()

    def speak(self, speech: Speech) -> str:
        """Says a speech as its sentences come; the text of all of it."""
        self._write(INTERVIEWER)
        held = ""  # white space, which is only written before more words
        for piece in speech:
            shown = visible(piece)
            words = shown.rstrip()
            if words:
                self._write(held + words)
                held = ""
            held += shown[len(words) :]
        self._write("\n")
        return speech.worded.text

    def progress(self, what: str, done: int, total: int) -> None:
        """Tells the beginning and the end of what takes long."""
        if total == 0 or done in (0, total):
            self.narrate(f"{what}{f' {done}/{total}' if total else ''}")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
