"""`interviewer grade`: grades a file of answers, line by line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from interviewer.bulk.input import called
from interviewer.bulk.output import Done, cut_to, replace_lines, what_is_done
from interviewer.bulk.resuming import Comparison, NewFirst, compared
from interviewer.bulk.tally import Tally
from interviewer.commands.common import narrate, tell_left_out
from interviewer.commands.grade_files import check_answers, open_answers, refuse_own_input
from interviewer.commands.grading_run import begin_run, custom_judge, grading_context, is_by_model
from interviewer.errors import FileError, InterviewerError, UsageError
from interviewer.files.writing import writable_target
from interviewer.progress import progress_on_stderr

if TYPE_CHECKING:
    from interviewer.commands.grading_run import GradingRun

_WHAT = "Grading answers"
_HOW_TO_FILL = "A line that is ungraded for its own sake is graded again once it has changed."


def grade(parsed: argparse.Namespace) -> int:
    """Grades every line of a JSONL or CSV file. Lines that cannot be graded are ungraded; the rest continue."""
    judge = custom_judge(parsed.grader)
    context = grading_context(parsed)
    by_model = is_by_model(parsed, context)
    tell_left_out(context)
    if parsed.batch:
        from interviewer.commands.grade_batch import grade_batch

        return grade_batch(parsed, context)
    done = _done(parsed)
    total = check_answers(parsed.file)
    return _graded(parsed, done, begin_run(parsed, context, judge, done, by_model=by_model), total)


def _graded(parsed: argparse.Namespace, done: Done, run: GradingRun, total: int) -> int:
    """Writes the grades of a run as they arrive, and says at the end how many there are, and why others are not.

    `total` is the number of answers for a progress line, 0 where it is not known.

    Raises UsageError where no line of the file could be read; then nothing of it is left in the output.
    """
    tally = Tally()
    with open_answers(parsed.file) as lines:
        before = compared(lines, Path(parsed.out or ""), done, parsed.file)
        for sentence in before.in_words():
            narrate(sentence)
        try:
            _grade_all(parsed, done, run, NewFirst(lines, before.again), tally, total)
        except (InterviewerError, KeyboardInterrupt):
            if run.detail is not None:
                _tell("Stopped: ", tally, before, run)
            raise
    if not tally.readable and not done.lines:
        if parsed.out:
            cut_to(Path(parsed.out), 0)
        raise _no_json_lines(parsed.file, tally.lines)
    _tell("", tally, before, run)
    return 0


def _grade_all(
    parsed: argparse.Namespace, done: Done, run: GradingRun, order: NewFirst, tally: Tally, total: int
) -> None:
    """Grades the lines in their order; what replaces grades that are there is written when all is over."""
    with (
        _replacing(parsed, order),
        _output(parsed, done) as write,
        progress_on_stderr(rate=True, detail=run.status) as progress,
    ):
        kept = done.lines - order.count_again
        if run.status is not None:
            progress(_WHAT, kept, total)
        with closing(run.grades(order.lines(), progress)) as grades:
            for texts in grades:
                write(order.take(texts))
                for text in texts:
                    tally.add(text)
                progress(_WHAT, kept + tally.lines, total)


def _tell(start: str, tally: Tally, before: Comparison, run: GradingRun) -> None:
    """Says what came of a run, on stderr."""
    kept = f", {before.kept} already there" if before.kept else ""
    if before.ungraded:
        kept += f" ({before.ungraded} of those ungraded)"
    spent = f" {_sentence(run.detail())}" if run.detail is not None else ""
    narrate(f"{start}{tally.in_words()}{kept}.{spent}")
    for line in tally.why_ungraded():
        narrate(line)
    if before.ungraded:
        narrate(_HOW_TO_FILL)


def _no_json_lines(name: str, count: int) -> UsageError:
    which = "its only line is not" if count == 1 else f"none of its {count} lines is"
    return UsageError(
        f"{called(name)} holds no JSON lines: {which} a JSON object.",
        'Write one object a line: {"id": 1, "question_id": "dropout", "answer": "..."}. '
        "The name of a CSV file has to end in .csv or .tsv.",
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _done(parsed: argparse.Namespace) -> Done:
    """What the output already holds. Raises UsageError if it holds something and --resume was not given."""
    if not parsed.out:
        if parsed.resume:
            raise UsageError("--resume needs --out: it continues a file.", "Name the file with --out.")
        return Done(0, 0, None)
    refuse_own_input(parsed)
    out = writable_target(Path(parsed.out), replace=True)
    if not parsed.resume:
        if out.exists() and out.stat().st_size:
            raise UsageError(f"{out} already exists.", "Continue it with --resume, or choose another file.")
        return Done(0, 0, None)
    return what_is_done(out)


@contextmanager
def _output(parsed: argparse.Namespace, done: Done) -> Iterator[Callable[[Sequence[str]], None]]:
    """What writes lines where the grades go. Raises UsageError, and FileError where a file fails later."""
    if not parsed.out:
        yield partial(_write, sys.stdout)
        return
    path = Path(parsed.out)
    try:
        cut_to(path, done.size)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose another file for --out.") from error

    def write(texts: Sequence[str]) -> None:
        with _writing(path):
            _write(file, texts)

    try:
        yield write
    finally:
        with _writing(path):
            file.close()


@contextmanager
def _replacing(parsed: argparse.Namespace, order: NewFirst) -> Iterator[None]:
    """Puts the grades of lines that were graded again in their places, also after a run that was stopped."""
    try:
        yield
    finally:
        if order.replaced:
            path = writable_target(Path(parsed.out), replace=True)
            with _writing(path):
                replace_lines(path, order.replaced)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror}.", "Fix that, then continue with --resume."
        ) from error


def _write(file: IO[str], texts: Sequence[str]) -> None:
    file.writelines(f"{text}\n" for text in texts)
    file.flush()
