"""`interviewer grade`: grades a file of answers, line by line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.judges import AUTO, BUILT_IN, LLM, SIMILARITY, load_judge
from interviewer.bulk.arriving import Arrival, come_together, lines_as_they_come, present
from interviewer.bulk.input import Lines, chunks, count_lines, skip_done
from interviewer.bulk.jobs import Line, grade_line
from interviewer.bulk.output import Done, cut_to, what_is_done
from interviewer.commands.common import context_for, narrate, tell_left_out
from interviewer.commands.grade_files import check_same_grader, open_input, refuse_own_input
from interviewer.errors import FileError, InterviewerError, UsageError
from interviewer.files.writing import writable_target
from interviewer.grading.grade import Method
from interviewer.progress import progress_on_stderr

if TYPE_CHECKING:
    from interviewer.commands.grade_by_model import ByModel
    from interviewer.grading.checked import CheckedGrader
    from interviewer.grading.custom import CustomJudge
    from interviewer.progress import OnProgress
    from interviewer.settings import Settings

_CHUNK = 24
_FEW = 48  # this process grades this many before a second one has started


def grade(parsed: argparse.Namespace) -> int:
    """Grades every line of a JSONL file. Lines that cannot be graded are ungraded; the rest continue."""
    judge = _custom_judge(parsed.grader)
    context = _context(parsed)
    by_model = _is_by_model(parsed, context)
    tell_left_out(context)
    if parsed.batch:
        from interviewer.commands.grade_batch import grade_batch

        return grade_batch(parsed, context)
    done = _done(parsed)
    if by_model:
        from interviewer.commands.grade_by_model import ByModel

        return _graded(parsed, done, ByModel(context, done))
    if judge is not None:
        narrate(f"Grading by {judge.label}, which is not part of this program: it decides what it sends and costs.")
    elif context.settings.model:
        narrate("Grading by similarity, without a chat model.")
    return _graded(parsed, done, _InProcesses(context, judge, parsed, done))


def _custom_judge(name: str) -> CustomJudge | None:
    """The judge that --grader names; None for a built-in grader. Raises UsageError if it is unknown."""
    if name in BUILT_IN:
        return None
    if ":" in name:
        sys.path.append(str(Path.cwd()))  # as `python -m` does, but after everything that is installed
    return load_judge(name)


def _graded(parsed: argparse.Namespace, done: Done, run: _InProcesses | ByModel) -> int:
    """Writes the grades of a run as they arrive, and says at the end how many there are."""
    graded = ungraded = 0
    before = f", {done.lines} already there" if done.lines else ""
    try:
        with (
            open_input(parsed.file) as file,
            _output(parsed, done) as output,
            progress_on_stderr(rate=True, detail=run.detail) as progress,
        ):
            total = count_lines(parsed.file)
            lines = lines_as_they_come(file)
            skip_done(present(lines), done, (parsed.out, parsed.file))
            with closing(run.grades(lines, progress)) as grades:
                for texts in grades:
                    output.writelines(f"{text}\n" for text in texts)
                    output.flush()
                    ungraded += sum('"status": "ungraded"' in text for text in texts)
                    graded += len(texts)
                    progress("Grading answers", done.lines + graded, total)
    except (InterviewerError, KeyboardInterrupt):
        if run.detail is not None:
            narrate(f"Stopped: {graded - ungraded} graded, {ungraded} ungraded{before}. {_sentence(run.detail())}")
        raise
    spent = f" {_sentence(run.detail())}" if run.detail is not None else ""
    narrate(f"{graded - ungraded} graded, {ungraded} ungraded{before}.{spent}")
    return 0


class _InProcesses:
    """A run by similarity or by a custom judge: few lines in this process, many in several."""

    detail = None

    def __init__(self, context: AppContext, judge: CustomJudge | None, parsed: argparse.Namespace, done: Done) -> None:
        """`judge` is None for similarity; the other processes load it by its name."""
        self._context = context
        self._judge = judge
        self._name = parsed.grader
        self._workers = parsed.workers or os.cpu_count() or 1
        self._done = done

    def grades(self, lines: Iterator[Arrival], progress: OnProgress) -> Generator[list[str], None, None]:
        """The grades of `lines` in order, a chunk at a time, and what is there whenever no line comes."""
        first = come_together(lines, _FEW + 1)
        if self._are_few(first):
            work = _build(self._context, self._judge, progress)
            self._check(progress)
            while self._are_few(first):
                yield from (work((line,)) for line in first)
                first = come_together(lines, _FEW + 1)
                if not first:
                    return
        from interviewer.bulk.rescue import line_by_line
        from interviewer.bulk.workers import Workers

        if self._judge is None:
            self._context.embedder(progress)  # if it has to be built, one process builds it before several need it
        self._check(progress)
        build = partial(_build_worker, self._context.settings, self._name)
        with closing(Workers[Lines, list[str]](self._workers, build, line_by_line)) as pool:
            yield from pool.map(chunks(chain(first, lines), _CHUNK))

    def _are_few(self, lines: list[Line]) -> bool:
        return len(lines) <= _FEW or self._workers == 1

    def _check(self, progress: OnProgress) -> None:
        if self._done.judged is not None:
            grader = _grader(self._context, self._judge, progress)
            check_same_grader(self._done, {SIMILARITY if self._judge is None else Method.CUSTOM: grader.identity})


def _context(parsed: argparse.Namespace) -> AppContext:
    """The context, with the chat model of --model if given; without a dialogue, no dialogue model is needed."""
    context = context_for(parsed)
    if not parsed.model and not context.settings.dialogue_model:
        return context
    changes = {"dialogue_model": "", **({"model": parsed.model} if parsed.model else {})}
    return AppContext(context.settings.model_copy(update=changes))


def _is_by_model(parsed: argparse.Namespace, context: AppContext) -> bool:
    """Whether a chat model grades. Raises UsageError if options conflict or no chat model can be used."""
    by_model = bool(parsed.grader == LLM or (parsed.grader == AUTO and context.models.configured))
    if not by_model:
        for option in ("batch", "model"):
            if getattr(parsed, option) and parsed.grader != AUTO:
                raise UsageError(f"--{option} is for a chat model, but --grader names another.", "Leave one out.")
        if not parsed.batch and not parsed.model:
            return False
    if context.settings.offline:
        raise UsageError("Offline, no chat model is used.", "Leave out --offline, or grade by similarity.")
    if not context.settings.model:
        raise UsageError(
            "No chat model is configured to grade with.",
            "Set INTERVIEWER_MODEL, such as openai:gpt-4.1-mini, or name one with --model.",
        )
    if parsed.workers is not None:
        raise UsageError(
            "--workers sets the number of processes of the similarity grader.",
            "INTERVIEWER_AT_ONCE sets how many answers a chat model grades at a time.",
        )
    context.models.check()
    return True


def _build_worker(settings: Settings, name: str) -> Callable[[Lines], list[str]]:
    return _build(AppContext(settings, threads=1), None if name in BUILT_IN else load_judge(name), _silent)


def _build(context: AppContext, judge: CustomJudge | None, progress: OnProgress) -> Callable[[Lines], list[str]]:
    questions = context.corpus().by_id
    grader = _grader(context, judge, progress)
    return lambda lines: [grade_line(line, questions, grader) for line in lines]


def _grader(context: AppContext, judge: CustomJudge | None, progress: OnProgress) -> CheckedGrader:
    return context.quick_grader(progress) if judge is None else context.custom_grader(judge)


def _silent(*_: object) -> None:
    """Progress that is not shown."""


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
        raise FileError(
            f"{path} cannot be written: {error.strerror}.", "Fix that, then continue with --resume."
        ) from error
