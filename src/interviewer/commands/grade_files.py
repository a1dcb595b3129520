"""The files of `interviewer grade`: the answers to grade, and the grades already there."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from interviewer.bulk.answer_table import answers_in_table, is_table
from interviewer.bulk.arriving import Arrival, lines_as_they_come
from interviewer.bulk.input import STDIN, called, read_lines
from interviewer.bulk.output import Done
from interviewer.bulk.repeated_ids import mark_repeated_ids, refuse_repeated_ids
from interviewer.errors import FileError, UsageError

_Line = TypeVar("_Line")


def check_same_grader(done: Done, identities: Mapping[str, Mapping[str, str]]) -> None:
    """Raises UsageError if the existing grades come from another grader or another corpus.

    `identities` are the fields of their provenance that tell grades apart, by the grader's methods. A field that the
    provenance lacks is not compared.
    """
    provenance = done.judged["provenance"] if done.judged else None
    if not provenance:
        return
    identity = identities.get(provenance.get("method"))
    known = {name: value for name, value in provenance.items() if value is not None}
    if identity is None or any(known.get(name, value) != value for name, value in identity.items()):
        raise UsageError(
            "The existing grades come from another grader or corpus.",
            "Grade everything again into another file: one file never mixes two.",
        )


def refuse_own_input(parsed: argparse.Namespace) -> None:
    """Raises UsageError if the grades would overwrite their answers."""
    out = Path(parsed.out)
    if parsed.file != STDIN and out.exists() and Path(parsed.file).exists() and out.samefile(parsed.file):
        raise UsageError(f"{out} is the file of answers itself.", "Choose another file for --out.")


def check_answers(name: str) -> int:
    """How many answers a file has, 0 for a pipe, which can be read but once.

    Raises UsageError where it cannot be opened, several answers have one id, or a table is not one of answers.
    """
    if is_table(name):
        return refuse_repeated_ids(answers_in_table(Path(name)), name)
    if not is_read_once(name):
        with open_input(name) as file:
            return refuse_repeated_ids(read_from(name, read_lines(file)), name)
    return 0


@contextmanager
def open_answers(name: str) -> Iterator[Iterator[Arrival]]:
    """The answers: of a table all of them, else line by line as they come. Raises UsageError."""
    if is_table(name):
        yield iter(answers_in_table(Path(name)))
        return
    with open_input(name) as file:
        lines = read_from(name, lines_as_they_come(file))
        yield mark_repeated_ids(lines) if is_read_once(name) else lines


def is_read_once(name: str) -> bool:
    """Whether the answers come from a pipe, a terminal or a device."""
    return name == STDIN or (Path(name).exists() and not Path(name).is_file())


@contextmanager
def open_input(name: str) -> Iterator[IO[bytes]]:
    """The file of answers. Raises UsageError."""
    if name == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below, so that its own errors are not mistaken for this one
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", "Name a JSONL or CSV file, or -.") from error
    with file:
        kind = os.fstat(file.fileno()).st_mode
        if stat.S_ISBLK(kind) or (stat.S_ISCHR(kind) and not file.isatty()):
            raise UsageError(f"{name} is a device.", "Name a JSONL or CSV file, or -.")
        yield file


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns an OSError while the answers are read into a FileError."""
    try:
        yield
    except OSError as error:
        raise FileError(
            f"{called(name)} cannot be read: {error.strerror}.", "Check whether its disk is gone, then try again."
        ) from error


def read_from(name: str, lines: Iterator[_Line]) -> Iterator[_Line]:
    """The lines of the file of answers. Raises FileError where reading fails."""
    with reading(name):
        yield from lines
