"""The program that was shown with comments added: an answer in words that stand where they belong."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass

from interviewer.corpus.python_source import parsed
from interviewer.exercises.program import Program, programs_in
from interviewer.files.decoding import LineError


@dataclass(frozen=True)
class Note:
    """A comment at `start` to `end` of an answer, on a line of the shown program, counted from 1."""

    line: int
    start: int
    end: int


def annotated_program(answer: str, shown: str) -> Program | None:
    """The program that was `shown` with nothing but comments added; None where the answer has none such."""
    tree = _tree(shown)
    for program in programs_in(answer, shown):
        if tree is not None and _tree(program.text) == tree and _comments(program.text) != _comments(shown):
            return program
    return None


def notes_in(program: Program, answer: str, shown: str) -> tuple[Note, ...]:
    """The comments that an annotated program has and the shown one has not.

    A comment after code is on its line; one on a line of its own is on the next line of code.
    """
    there = {text for _, text in _comments(shown)}
    of_shown, of_program = _lines_of_code(shown), _lines_of_code(program.text)
    if len(of_shown) != len(of_program):
        return ()
    lines = program.text.split("\n")
    notes: list[Note] = []
    at = 0
    for number, text in _comments(program.text):
        line = lines[number - 1].strip()
        at = max(answer.find(line, at), at)
        place = next((n for n, code in enumerate(of_program) if code >= number), None)
        start = answer.find(text, at)
        if text not in there and place is not None and start >= 0:
            notes.append(Note(of_shown[place], start, start + len(text)))
        at += len(line)
    return tuple(notes)


def _tree(program: str) -> str | None:
    try:
        return ast.dump(parsed(program))
    except (LineError, RecursionError):  # what is nested that deeply is no program that was shown
        return None


def _comments(program: str) -> list[tuple[int, str]]:
    return [(token.start[0], token.string) for token in _tokens(program) if token.type == tokenize.COMMENT]


def _lines_of_code(program: str) -> list[int]:
    """The lines that have code, in order; those within a text in quotes, where nothing is a comment, aside."""
    aside = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    return sorted({token.start[0] for token in _tokens(program) if token.type not in aside})


def _tokens(program: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(program).readline))
    except (tokenize.TokenError, SyntaxError):  # tokenize and the parser differ on some odd white space
        return []
