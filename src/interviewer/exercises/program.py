"""The candidate's program, found in an answer."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.corpus.python_source import parsed
from interviewer.files.decoding import LineError
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence
from interviewer.language.markdown import PartKind, blocks

_PYTHON = ("python", "py", "python3")

MOST_OF_IT = 0.5
"""An answer that keeps this share of the lines of the program that was shown is that program, changed."""


@dataclass(frozen=True)
class Program:
    """A program, and where it is in the answer."""

    text: str
    evidence: tuple[Evidence, ...]


def fenced_program(answer: str) -> Program | None:
    """The Python blocks of an answer, one after the other; None where it has none.

    Where none names its language, those that parse are Python: others show what a program prints.
    """
    fences = [part for part in blocks(answer) if part.kind is PartKind.CODE and part.content.strip()]
    named = [part for part in fences if part.language.lower() in _PYTHON]
    found = named or [part for part in fences if not part.language and _parses(part.content)]
    if not found:
        return None
    return Program(
        "\n".join(part.content for part in found), tuple(span(answer, part.start, part.end) for part in found)
    )


def whole_program(answer: str) -> Program:
    """The whole answer as a program."""
    return Program(f"{answer.strip()}\n", (span(answer, 0, len(answer)),))


def program_in(answer: str) -> Program:
    """The candidate's program: all of the answer where that is Python, a fence in a docstring included; else the Python
    blocks of it, if it has some."""
    whole = whole_program(answer)
    return whole if _parses(whole.text) else fenced_program(answer) or whole


def changed_program(answer: str, shown: str) -> Program | None:
    """The program that was `shown`, as the answer changes it; None where the answer is in words.

    A block of the answer or, where that parses, all of it counts if it keeps MOST_OF_IT.
    """
    for program in (fenced_program(answer), whole_program(answer)):
        if program is not None and _parses(program.text) and keeps_most(program.text, shown):
            return program
    return None


def keeps_most(text: str, shown: str) -> bool:
    """Whether a text has MOST_OF_IT of the lines of the program that was `shown`; it need not parse."""
    lines, there = _lines(shown), set(_lines(text))
    return sum(line in there for line in lines) >= MOST_OF_IT * max(len(lines), 1)


def is_unchanged(answer: str, starter: str) -> bool:
    """Whether the answer is the starter but for white space."""
    return bool(starter.strip()) and _lines(program_in(answer).text) == _lines(starter)


def _lines(program: str) -> list[str]:
    return [" ".join(line.split()) for line in program.splitlines() if line.strip()]


def _parses(program: str) -> bool:
    try:
        parsed(program)
    except LineError:
        return False
    return True
