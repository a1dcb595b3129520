"""The candidate's program, found in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.corpus.python_source import parsed
from interviewer.exercises.bare_program import bare_program, defined_names, definition_in, words_by_chance
from interviewer.files.decoding import LineError
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence
from interviewer.language.markdown import Part, PartKind, blocks
from interviewer.text import one_line

_PYTHON = ("python", "py", "python3")

MOST_OF_IT = 0.5
"""An answer that keeps this share of the lines of the program that was shown is that program, changed."""

LINE_CHARACTERS = 80
"""The longest line that is shown where a program cannot be read."""


@dataclass(frozen=True)
class Program:
    """A program, and where it is in the answer. `left_out` numbers the lines around it, from 1, if it has no fence."""

    text: str
    evidence: tuple[Evidence, ...]
    left_out: tuple[int, ...] = ()


def fenced_program(answer: str) -> Program | None:
    """The Python blocks of an answer, one after the other; None where it has none.

    Where none names its language, those that parse are Python: others show what a program prints.
    """
    fences = _fences(answer)
    found = _named(fences) or [part for part in fences if not part.language and _parses(part.content)]
    if not found:
        return None
    return Program(
        "\n".join(part.content for part in found), tuple(span(answer, part.start, part.end) for part in found)
    )


def whole_program(answer: str) -> Program:
    """The whole answer as a program."""
    return Program(f"{answer.strip()}\n", (span(answer, 0, len(answer)),))


def program_in(answer: str, starter: str) -> Program:
    """The candidate's program, which is to define what the starter does.

    All of the answer where that is Python, a fence in a docstring included; else the Python blocks of it, or without
    those the lines among its words that are a program. All of it where none of these is there.
    """
    whole = whole_program(answer)
    if _parses(whole.text):
        return (words_by_chance(whole.text) and _among_words(answer, starter)) or whole
    fenced = fenced_program(answer)
    if fenced is not None and defined_names(fenced.text) & defined_names(starter):
        return fenced
    return _among_words(answer, starter) or fenced or whole


def why_unreadable(answer: str, starter: str) -> str | None:
    """The line of the candidate's program at which Python stops to read it, and why; None where it reads all."""
    program = program_in(answer, starter).text
    if _parses(program):
        return None
    fences = _fences(answer)
    if fences and not _named(fences):
        program = max((part.content for part in fences), key=len)
    elif not fences and (place := definition_in(answer, starter)) is not None:
        definition = "\n".join(answer.split("\n")[slice(*place)])
        return _first_error(definition, above=place[0]) or _first_error(answer)
    return _first_error(program)


def changed_program(answer: str, shown: str) -> Program | None:
    """The program that was `shown`, as the answer changes it; None where the answer is in words, beside it or alone.

    A block of the answer or, where that parses, all of it, or the lines of it that are a program, counts if it keeps
    MOST_OF_IT.
    """
    for program in programs_in(answer, shown):
        if _lines(program.text) != _lines(shown) and keeps_most(program.text, shown):
            return program
    return None


def rewritten_program(answer: str, shown: str) -> Program | None:
    """A program in the place of the one that was `shown`: it defines all that that does, and keeps little of it."""
    wanted = defined_names(shown)
    for program in programs_in(answer, shown):
        if wanted and wanted <= defined_names(program.text) and not keeps_most(program.text, shown):
            return program
    return None


def programs_in(answer: str, shown: str) -> Iterator[Program]:
    """What of an answer may be the program that was `shown`, changed: its blocks, all of it, or lines of it."""
    for program in (fenced_program(answer), whole_program(answer), _among_words(answer, shown)):
        if program is not None and _parses(program.text):
            yield program


def without_program(answer: str, program: Program) -> str:
    """The answer with spaces in place of a program in it."""
    words = answer
    for piece in program.evidence:
        words = words[: piece.start] + re.sub(r"[^\n]", " ", piece.text) + words[piece.end :]
    return words


def why_unreadable_change(answer: str, shown: str) -> str | None:
    """Why the program that was `shown`, as the answer changes it, cannot be read; None where there is no such fault."""
    keeps_it = keeps_most(answer, shown) and definition_in(answer, shown) is not None
    return why_unreadable(answer, shown) if keeps_it else None


def words_beside(answer: str, shown: str) -> str:
    """The answer with spaces in place of the program that was `shown`, where it repeats that.

    Of one that cannot be read those lines are left that are changed.
    """
    if why_unreadable_change(answer, shown) is not None:
        there = set(_lines(shown))
        lines = (" " * len(line) if " ".join(line.split()) in there else line for line in answer.split("\n"))
        return "\n".join(lines)
    program = program_in(answer, shown)
    return without_program(answer, program) if _lines(program.text) == _lines(shown) else answer


def keeps_most(text: str, shown: str) -> bool:
    """Whether a text has MOST_OF_IT of the lines of the program that was `shown`; it need not parse."""
    lines, there = _lines(shown), set(_lines(text))
    return sum(line in there for line in lines) >= MOST_OF_IT * max(len(lines), 1)


def is_unchanged(answer: str, starter: str) -> bool:
    """Whether the program of the answer is the starter but for white space."""
    return bool(starter.strip()) and _lines(program_in(answer, starter).text) == _lines(starter)


def _among_words(answer: str, starter: str) -> Program | None:
    """The lines of an answer without a fence that are a program, with the places of their runs."""
    found = bare_program(answer, starter)
    if found is None:
        return None
    starts = [0, *(match.end() for match in re.finditer("\n", answer)), len(answer) + 1]
    cuts = [0, *found.left_out, len(starts)]  # between two of them are lines of the program, blank ones with them
    pieces = (span(answer, starts[first], starts[last - 1]) for first, last in pairwise(cuts) if first < last)
    return Program(found.text, tuple(piece for piece in pieces if piece.text), found.left_out)


def _first_error(program: str, above: int = 0) -> str | None:
    try:
        parsed(program)
    except LineError as error:
        shown = "".join(program.split("\n")[error.line - 1 : error.line])
        return f"line {error.line + above} ({one_line(shown, LINE_CHARACTERS)}): {error.message}"
    return None


def _fences(answer: str) -> list[Part]:
    return [part for part in blocks(answer) if part.kind is PartKind.CODE and part.content.strip()]


def _named(fences: Sequence[Part]) -> list[Part]:
    return [part for part in fences if part.language.lower() in _PYTHON]


def _lines(program: str) -> list[str]:
    return [" ".join(line.split()) for line in program.splitlines() if line.strip()]


def _parses(program: str) -> bool:
    try:
        parsed(program)
    except LineError:
        return False
    return True
