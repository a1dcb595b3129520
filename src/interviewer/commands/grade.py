"""`interviewer grade`: grades a file of answers, line by line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from interviewer.bootstrap import Parts
from interviewer.bulk.jobs import MAX_LINE_BYTES, Line, grade_line
from interviewer.bulk.output import Done, cut_to, what_is_done
from interviewer.commands.common import narrate, parts_for
from interviewer.errors import InterviewerError, UnknownNameError, UsageError
from interviewer.progress import progress_on_stderr

if TYPE_CHECKING:
    from interviewer.interview.services import Progress
    from interviewer.settings import Settings

GRADERS = ("auto", "similarity")
_CHUNK = 24
_FEW = 48  # this process has graded so many before a second one has started
_BLOCK = 1_000_000

Lines = tuple[Line, ...]


def grade(parsed: argparse.Namespace) -> int:
    """Grades every line of a JSONL file. Lines that cannot be graded are ungraded; the rest go on."""
    if parsed.grader not in GRADERS:
        raise UnknownNameError("grader", parsed.grader, GRADERS)
    if parsed.workers is not None and parsed.workers < 1:
        raise UsageError(f"--workers is {parsed.workers}.", "Ask for at least 1 process.")
    parts = parts_for(parsed)
    done = _done(parsed)
    graded = ungraded = 0
    with _input(parsed) as file, _output(parsed, done) as output, progress_on_stderr(rate=True) as progress:
        total = _count_lines(parsed.file)
        lines = _lines(file)
        _skip(lines, done, parsed)
        for texts in _grades(lines, parts, parsed.workers or os.cpu_count() or 1, done, progress):
            output.writelines(f"{text}\n" for text in texts)
            output.flush()
            ungraded += sum('"status": "ungraded"' in text for text in texts)
            graded += len(texts)
            progress("Grading answers", done.lines + graded, total)
    before = f", {done.lines} were there" if done.lines else ""
    narrate(f"{graded - ungraded} graded, {ungraded} ungraded{before}.")
    return 0


def _grades(lines: Iterator[Line], parts: Parts, workers: int, done: Done, progress: Progress) -> Iterator[list[str]]:
    """The grades of `lines` in order, a chunk at a time: few in this process, many in several."""
    first = list(islice(lines, _FEW + 1))
    if len(first) <= _FEW or workers == 1:
        chunks = _chunks(chain(first, lines), 1)
        work = _build(parts, progress)
        _check_same_grader(done, parts)
        yield from map(work, chunks)
        return
    from interviewer.bulk.workers import Workers

    parts.embedder(progress)  # made by one process where it has to be made, before several want it
    _check_same_grader(done, parts)
    with closing(Workers[Lines, list[str]](workers, partial(_build_worker, parts.settings))) as pool:
        yield from pool.map(_chunks(chain(first, lines), _CHUNK))


def _build_worker(settings: Settings) -> Callable[[Lines], list[str]]:
    return _build(Parts(settings, threads=1), _silent)


def _build(parts: Parts, progress: Progress) -> Callable[[Lines], list[str]]:
    questions = parts.corpus().by_id
    grader = parts.grader(progress)
    return lambda lines: [grade_line(line, questions, grader) for line in lines]


def _silent(*_: object) -> None:
    """Progress that nobody watches."""


def _done(parsed: argparse.Namespace) -> Done:
    """What the output holds already. Raises UsageError where that is something and nobody said to go on with it."""
    if not parsed.out:
        if parsed.resume:
            raise UsageError("--resume needs --out: it goes on with a file.", "Name the file with --out.")
        return Done(0, 0, None)
    out = Path(parsed.out)
    if parsed.file != "-" and out.exists() and Path(parsed.file).exists() and out.samefile(parsed.file):
        raise UsageError(f"{out} is the file of answers itself.", "Choose another file for --out.")
    if not parsed.resume:
        if out.is_file() and out.stat().st_size:
            raise UsageError(f"{out} exists already.", "Go on with it by --resume, or choose another file.")
        return Done(0, 0, None)
    return what_is_done(out)


@contextmanager
def _input(parsed: argparse.Namespace) -> Iterator[IO[bytes]]:
    if parsed.file == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(parsed.file).open("rb")  # noqa: SIM115 - closed below, where its own errors are not taken for this
    except OSError as error:
        raise UsageError(f"{parsed.file} cannot be read: {error.strerror}.", "Name a JSONL file, or -.") from error
    with file:
        yield file


@contextmanager
def _output(parsed: argparse.Namespace, done: Done) -> Iterator[IO[str]]:
    if not parsed.out:
        yield sys.stdout
        return
    path = Path(parsed.out)
    try:
        cut_to(path, done.size)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose another file for --out.") from error
    try:
        with file:
            yield file
    except OSError as error:
        raise InterviewerError(
            f"{path} cannot be written: {error.strerror}.", "Mend that, then go on with --resume."
        ) from error


def _lines(file: IO[bytes]) -> Iterator[Line]:
    """The lines of a file that are not empty, each cut off after what a line may have."""
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE_BYTES + 1)
        if raw.strip():
            yield Line(number, raw)


def _chunks(lines: Iterable[Line], size: int) -> Iterator[Lines]:
    lines = iter(lines)
    while chunk := tuple(islice(lines, size)):
        yield chunk


def _count_lines(name: str) -> int:
    """How many lines a regular file has, 0 for anything else: they are counted only for the time that is left."""
    if name == "-" or not Path(name).is_file():
        return 0
    with Path(name).open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b"")) or 1


def _skip(lines: Iterator[Line], done: Done, parsed: argparse.Namespace) -> None:
    """Leaves out what is graded already. Raises UsageError where the output is that of another input."""
    if not done.lines or done.last is None:
        return
    last = next(islice(lines, done.lines - 1, None), None)
    if last is None or _id_of(last) != done.last["id"]:
        raise UsageError(
            f"Line {done.lines} of {parsed.out} is not the grade of its line of {parsed.file}.",
            "Go on with the file that was being graded, or choose another file for --out.",
        )


def _id_of(line: Line) -> Any:
    try:
        fields = json.loads(line.raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return fields.get("id") if isinstance(fields, dict) else None


def _check_same_grader(done: Done, parts: Parts) -> None:
    """Raises UsageError where what is there was graded by another grader or against another corpus."""
    provenance = done.last["provenance"] if done.last else None
    if not provenance or provenance.get("method") != "similarity":
        return
    grader = parts.grader(_silent)
    if any(provenance.get(name) != value for name, value in grader.identity.items()):
        raise UsageError(
            "The grades that are there come from another grader or corpus.",
            "Grade everything again into another file: one file never mixes two.",
        )
