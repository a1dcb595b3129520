"""Which grader --grader and --model choose, and a run by similarity or by a custom judge over many answers."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.judges import AUTO, BUILT_IN, LLM, SIMILARITY, load_judge
from interviewer.bulk.arriving import Arrival, come_together
from interviewer.bulk.input import Lines, chunks
from interviewer.bulk.jobs import Line, grade_line
from interviewer.bulk.output import Done
from interviewer.commands.common import context_for, narrate
from interviewer.commands.grade_files import check_same_grader
from interviewer.errors import UsageError
from interviewer.grading.grade import Method
from interviewer.progress import unwatched
from interviewer.sandbox.running import Author

if TYPE_CHECKING:
    from interviewer.grading.custom import CustomJudge
    from interviewer.grading.grader import Grader
    from interviewer.progress import OnProgress
    from interviewer.settings import Settings

_CHUNK = 24
_FEW = 48  # this process grades this many before a second one has started


class GradingRun(Protocol):
    """A run of one grader over many lines."""

    @property
    def detail(self) -> Callable[[], str] | None:
        """Says what has been spent so far; None where nothing is spent."""
        ...

    @property
    def status(self) -> Callable[[], str] | None:
        """What a progress line shows beside the rate: `detail`, and what is waited for; None for quick graders."""
        ...

    def grades(self, lines: Iterator[Arrival], progress: OnProgress) -> Generator[list[str], None, None]:
        """The grades of `lines` as JSON, in order, as soon as each can be written."""
        ...


def begin_run(
    parsed: argparse.Namespace, context: AppContext, judge: CustomJudge | None, done: Done, *, by_model: bool
) -> GradingRun:
    """The run of the grader that was chosen; says who grades."""
    if not by_model:
        return InProcesses(context, judge, parsed, done)
    from interviewer.commands.grade_by_model import ByModel

    return ByModel(context, done)


def custom_judge(name: str) -> CustomJudge | None:
    """The judge that --grader names; None for a built-in grader. Raises UsageError if it is unknown."""
    if name in BUILT_IN:
        return None
    if ":" in name:
        sys.path.append(str(Path.cwd()))  # as `python -m` does, but after everything that is installed
    return load_judge(name)


def grading_context(parsed: argparse.Namespace) -> AppContext:
    """The context, with the chat model of --model if given; without a dialogue, no dialogue model is needed."""
    context = context_for(parsed, Author.OTHERS)
    if not parsed.model and not context.settings.dialogue_model:
        return context
    changes = {"dialogue_model": "", **({"model": parsed.model} if parsed.model else {})}
    changed = AppContext(context.settings.model_copy(update=changes), author=Author.OTHERS)
    parsed.opened.enter_context(changed)
    return changed


def is_by_model(parsed: argparse.Namespace, context: AppContext) -> bool:
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


class InProcesses:
    """A run by similarity or by a custom judge: few lines in this process, many in several."""

    detail = None
    status = None

    def __init__(self, context: AppContext, judge: CustomJudge | None, parsed: argparse.Namespace, done: Done) -> None:
        """Says who grades. `judge` is None for similarity; the other processes load it by its name."""
        self._context = context
        self._judge = judge
        self._name = parsed.grader
        self._workers = parsed.workers or os.cpu_count() or 1
        self._done = done
        if judge is not None:
            narrate(f"Grading by {judge.label}, which is not part of this program: it decides what it sends and costs.")
        elif context.settings.model:
            narrate("Grading by similarity, without a chat model.")

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
            self._context.embedding.reader(
                progress
            )  # if it has to be built, one process builds it before several need it
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


def _build_worker(settings: Settings, name: str) -> Callable[[Lines], list[str]]:
    return _build(
        AppContext(settings, threads=1, author=Author.OTHERS), None if name in BUILT_IN else load_judge(name), unwatched
    )


def _build(context: AppContext, judge: CustomJudge | None, progress: OnProgress) -> Callable[[Lines], list[str]]:
    questions = context.corpus().by_id
    grader = _grader(context, judge, progress)
    return lambda lines: [grade_line(line, questions, grader) for line in lines]


def _grader(context: AppContext, judge: CustomJudge | None, progress: OnProgress) -> Grader:
    if judge is None:
        return context.quick_grader(progress)
    return context.with_exercises(context.custom_grader(judge), progress)
