"""A run that goes on with a file of grades: which of them still hold, and which lines are graded again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interviewer.bulk.arriving import Arrival, present
from interviewer.bulk.input import called
from interviewer.bulk.jobs import Line, digest_of, id_of
from interviewer.bulk.output import Done, grades_in
from interviewer.errors import UsageError
from interviewer.grading.grade import Status
from interviewer.text import counted, plural

_MOST_NUMBERS = 5


@dataclass
class Comparison:
    """How the lines of a file of grades stand to the answers.

    `changed` and `failed` are the lines that are graded again, by their places in the file of grades from 0: those with
    another answer, question or reference than was graded, and those that are ungraded for a reason that may pass.
    The others are kept: `ungraded` of them have no grade, and `undated` have one without a digest of what was graded.
    """

    kept: int = 0
    ungraded: int = 0
    undated: int = 0
    changed: dict[int, Line] = field(default_factory=dict)
    failed: dict[int, Line] = field(default_factory=dict)

    @property
    def again(self) -> Sequence[tuple[int, Line]]:
        """The lines that are graded again with their places, in order."""
        return sorted((self.changed | self.failed).items())

    def in_words(self) -> Iterator[str]:
        """What is kept, what is graded again, and why, as sentences."""
        changed = f"{_named(self.changed)} changed since" if self.changed else ""
        failed = f"{_named(self.failed)} could not be graded" if self.failed else ""
        if self.again:
            why = ", ".join(filter(None, (changed, failed)))
            yield f"{counted(self.kept, 'line')} kept, {len(self.again)} graded again: {why}."
        if self.undated:
            yield (
                f"{counted(self.undated, 'grade')} of an earlier version kept: whether the answer has changed since "
                "cannot be known."
            )


def compared(lines: Iterator[Arrival], out: Path, done: Done, name: str) -> Comparison:
    """Reads as many answers as there are grades in `out`, and compares each with its own.

    Raises UsageError where the grades belong to other answers than those of `name`, or `out` is no file of grades.
    """
    found = Comparison()
    if not done.lines:
        return found
    answers = present(lines)
    for place, grade in enumerate(grades_in(out, done)):
        line = next(answers, None)
        if line is None or not _is_of(grade, line):
            raise UsageError(
                f"Line {place + 1} of {out} is not the grade of that line in {called(name)}.",
                "Continue with the file that was being graded, or choose another file for --out.",
            )
        _sort_in(found, place, grade, line)
    return found


class NewFirst:
    """The lines of a run that goes on: new ones as they come, then those that are graded again.

    In this order a grader that fails on the same lines every time still reaches the new ones.
    """

    def __init__(self, lines: Iterator[Arrival], again: Sequence[tuple[int, Line]]) -> None:
        self._lines = lines
        self._again = again
        self._new = 0
        self._taken = 0
        self.replaced: dict[int, str] = {}

    @property
    def count_again(self) -> int:
        """How many lines are graded again."""
        return len(self._again)

    def lines(self) -> Iterator[Arrival]:
        """The lines to grade."""
        for line in self._lines:
            self._new += line is not None
            yield line
        yield from (line for _, line in self._again)

    def take(self, texts: Sequence[str]) -> list[str]:
        """Of grades that come in the order of `lines`, those of new lines; the others are kept in `replaced`."""
        new = []
        for text in texts:
            if self._taken < self._new:
                new.append(text)
            else:
                self.replaced[self._again[self._taken - self._new][0]] = text
            self._taken += 1
        return new


def _is_of(grade: Mapping[str, Any], line: Line) -> bool:
    """Whether they have one id; a line that could not be read had none."""
    line_id = id_of(line)
    return line_id is None or grade["id"] is None or line_id == grade["id"]


def _sort_in(found: Comparison, place: int, grade: Mapping[str, Any], line: Line) -> None:
    ungraded = grade["status"] == Status.UNGRADED.value
    digest = grade.get("digest")
    if digest is not None and digest != digest_of(line):
        found.changed[place] = line
    elif ungraded and grade.get("retry", True):
        found.failed[place] = line
    else:
        found.kept += 1
        found.ungraded += ungraded
        found.undated += digest is None


def _named(lines: Mapping[int, Line]) -> str:
    """The lines by their numbers: "line 3", "lines 3, 5 and 9 more"."""
    numbers = [line.number for line in lines.values()]
    more = f" and {len(numbers) - _MOST_NUMBERS} more" if len(numbers) > _MOST_NUMBERS else ""
    return f"{plural(len(numbers), 'line')} {', '.join(map(str, numbers[:_MOST_NUMBERS]))}{more}"
