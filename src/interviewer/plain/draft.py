"""The answer that is being typed, line by line."""

from __future__ import annotations

from interviewer.grading.limits import MAX_ANSWER_CHARACTERS

_GROWTH = 1.1  # of a text beyond what is graded; saving every line of it would take quadratic time


class Draft:
    """The lines typed so far, and whether they have to be saved.

    `is_full` is set once a line was refused, `is_typed` once a line was typed in this run.
    """

    def __init__(self) -> None:
        self.is_full = False
        self.is_typed = False
        self._lines: list[str] = []
        self._length = 0
        self._kept = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self._lines)

    @property
    def is_due(self) -> bool:
        """Whether it has to be saved now: at once up to what is graded, beyond that once it has grown by a tenth."""
        return self._length <= MAX_ANSWER_CHARACTERS or self._length > _GROWTH * self._kept

    @property
    def is_kept(self) -> bool:
        """Whether all of it is saved."""
        return self._length == self._kept

    def with_line(self, line: str) -> int:
        """How many characters it would have with one more line."""
        return self._length + len(line) + 1

    def add(self, line: str) -> None:
        """Adds a line."""
        self._length = self.with_line(line)
        self._lines.append(line)
        self.is_typed = True

    def replace(self, text: str) -> None:
        """Replaces it by a draft that is already saved."""
        self._lines = text.split("\n")
        self.is_typed = False
        self._length = self._kept = len(text) + 1

    def note_kept(self) -> None:
        """Notes that all of it is saved."""
        self._kept = self._length

    def clear(self) -> None:
        """Empties it."""
        self._lines.clear()
        self._length = self._kept = 0
        self.is_full = self.is_typed = False
