"""`interviewer grade`: grades a file of answers, line by line."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from interviewer.bootstrap import Parts
from interviewer.bootstrap.judges import AUTO, BUILT_IN, LLM, SIMILARITY, load_judge
from interviewer.bulk.input import STDIN, Lines, chunks, count_lines, read_lines, skip_done
from interviewer.bulk.jobs import Line, grade_line
from interviewer.bulk.output import Done, cut_to, what_is_done
from interviewer.commands.common import narrate, parts_for, tell_left_out
from interviewer.errors import FileError, InterviewerError, UsageError
from interviewer.files.writing import writable_target
from interviewer.grading.grade import Method
from interviewer.progress import progress_on_stderr

if TYPE_CHECKING:
    from interviewer.commands.grade_by_model import ByModel
    from interviewer.grading.checked import CheckedGrader
    from interviewer.grading.custom import CustomJudge
    from interviewer.progress import Progress
    from interviewer.settings import Settings

_CHUNK = 24
_FEW = 48  # this process has graded so many before a second one has started


def grade(parsed: argparse.Namespace) -> int:
    """Grades every line of a JSONL file. Lines that cannot be graded are ungraded; the rest go on."""
    judge = _custom_judge(parsed.grader)
    parts = _parts(parsed)
    by_model = _is_by_model(parsed, parts)
    tell_left_out(parts)
    if parsed.batch:
        from interviewer.commands.grade_batch import grade_batch

        return grade_batch(parsed, parts)
    done = _done(parsed)
    if by_model:
        from interviewer.commands.grade_by_model import ByModel

        return _graded(parsed, done, ByModel(parts, done))
    if judge is not None:
        narrate(f"Grading by {judge.label}, which is not part of this program: what it sends and costs is its own.")
    elif parts.settings.model:
        narrate("Grading by similarity, without a chat model.")
    return _graded(parsed, done, _InProcesses(parts, judge, parsed, done))


def _custom_judge(name: str) -> CustomJudge | None:
    """The judge that --grader names; None for a grader of the program. Raises UsageError where it is unknown."""
    if name in BUILT_IN:
        return None
    if ":" in name:
        sys.path.append(str(Path.cwd()))  # as `python -m` has it, but behind everything that is installed
    return load_judge(name)


def _graded(parsed: argparse.Namespace, done: Done, run: _InProcesses | ByModel) -> int:
    """Writes the grades of a run as they come, and says at the end how many there are."""
    graded = ungraded = 0
    before = f", {done.lines} were there" if done.lines else ""
    try:
        with (
            open_input(parsed.file) as file,
            _output(parsed, done) as output,
            progress_on_stderr(rate=True, detail=run.detail) as progress,
        ):
            total = count_lines(parsed.file)
            lines = read_lines(file)
            skip_done(lines, done, (parsed.out, parsed.file))
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

    def __init__(self, parts: Parts, judge: CustomJudge | None, parsed: argparse.Namespace, done: Done) -> None:
        """`judge` is None for similarity; the other processes load it by its name."""
        self._parts = parts
        self._judge = judge
        self._name = parsed.grader
        self._workers = parsed.workers or os.cpu_count() or 1
        self._done = done

    def grades(self, lines: Iterator[Line], progress: Progress) -> Generator[list[str], None, None]:
        """The grades of `lines` in order, a chunk at a time."""
        first = list(islice(lines, _FEW + 1))
        if len(first) <= _FEW or self._workers == 1:
            work = _build(self._parts, self._judge, progress)
            self._check(progress)
            yield from map(work, chunks(chain(first, lines), 1))
            return
        from interviewer.bulk.rescue import line_by_line
        from interviewer.bulk.workers import Workers

        if self._judge is None:
            self._parts.embedder(progress)  # made by one process where it has to be made, before several want it
        self._check(progress)
        build = partial(_build_worker, self._parts.settings, self._name)
        with closing(Workers[Lines, list[str]](self._workers, build, line_by_line)) as pool:
            yield from pool.map(chunks(chain(first, lines), _CHUNK))

    def _check(self, progress: Progress) -> None:
        if self._done.judged is not None:
            grader = _grader(self._parts, self._judge, progress)
            check_same_grader(self._done, {SIMILARITY if self._judge is None else Method.CUSTOM: grader.identity})


def check_same_grader(done: Done, identities: Mapping[str, Mapping[str, str]]) -> None:
    """Raises UsageError where what is there was graded by another grader or against another corpus.

    `identities` are the fields of their provenance that tell grades apart, by the methods that the grader has. Where
    the provenance does not say, nothing is to be told.
    """
    provenance = done.judged["provenance"] if done.judged else None
    if not provenance:
        return
    identity = identities.get(provenance.get("method"))
    known = {name: value for name, value in provenance.items() if value is not None}
    if identity is None or any(known.get(name, value) != value for name, value in identity.items()):
        raise UsageError(
            "The grades that are there come from another grader or corpus.",
            "Grade everything again into another file: one file never mixes two.",
        )


def refuse_own_input(parsed: argparse.Namespace) -> None:
    """Raises UsageError where the answers would be written over by their grades."""
    out = Path(parsed.out)
    if parsed.file != STDIN and out.exists() and Path(parsed.file).exists() and out.samefile(parsed.file):
        raise UsageError(f"{out} is the file of answers itself.", "Choose another file for --out.")


@contextmanager
def open_input(name: str) -> Iterator[IO[bytes]]:
    """The file of answers. Raises UsageError."""
    if name == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below, where its own errors are not taken for this
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", "Name a JSONL file, or -.") from error
    with file:
        kind = os.fstat(file.fileno()).st_mode
        if stat.S_ISBLK(kind) or (stat.S_ISCHR(kind) and not file.isatty()):
            raise UsageError(f"{name} is a device.", "Name a JSONL file, or -.")
        yield file


def _parts(parsed: argparse.Namespace) -> Parts:
    """The parts, with the chat model of --model where that is given; nobody speaks here, so no other is named."""
    parts = parts_for(parsed)
    if not parsed.model and not parts.settings.dialogue_model:
        return parts
    changes = {"dialogue_model": "", **({"model": parsed.model} if parsed.model else {})}
    return Parts(parts.settings.model_copy(update=changes))


def _is_by_model(parsed: argparse.Namespace, parts: Parts) -> bool:
    """Whether a chat model grades. Raises UsageError where options do not go together, or there is none to ask."""
    by_model = bool(parsed.grader == LLM or (parsed.grader == AUTO and parts.models.configured))
    if not by_model:
        for option in ("batch", "model"):
            if getattr(parsed, option) and parsed.grader != AUTO:
                raise UsageError(f"--{option} is for a chat model, and --grader names another.", "Leave one out.")
        if not parsed.batch and not parsed.model:
            return False
    if parts.settings.offline:
        raise UsageError("Offline no chat model is asked.", "Leave out --offline, or grade by similarity.")
    if not parts.settings.model:
        raise UsageError(
            "No chat model is configured to grade with.",
            "Set INTERVIEWER_MODEL, such as openai:gpt-4.1-mini, or name one with --model.",
        )
    if parsed.workers is not None:
        raise UsageError(
            "--workers counts the processes of the similarity grader.",
            "INTERVIEWER_AT_ONCE says how many answers a chat model grades at a time.",
        )
    parts.models.check()
    return True


def _build_worker(settings: Settings, name: str) -> Callable[[Lines], list[str]]:
    return _build(Parts(settings, threads=1), None if name in BUILT_IN else load_judge(name), _silent)


def _build(parts: Parts, judge: CustomJudge | None, progress: Progress) -> Callable[[Lines], list[str]]:
    questions = parts.corpus().by_id
    grader = _grader(parts, judge, progress)
    return lambda lines: [grade_line(line, questions, grader) for line in lines]


def _grader(parts: Parts, judge: CustomJudge | None, progress: Progress) -> CheckedGrader:
    return parts.quick_grader(progress) if judge is None else parts.custom_grader(judge)


def _silent(*_: object) -> None:
    """Progress that nobody watches."""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _done(parsed: argparse.Namespace) -> Done:
    """What the output holds already. Raises UsageError where that is something and nobody said to go on with it."""
    if not parsed.out:
        if parsed.resume:
            raise UsageError("--resume needs --out: it goes on with a file.", "Name the file with --out.")
        return Done(0, 0, None)
    refuse_own_input(parsed)
    out = writable_target(Path(parsed.out), replace=True)
    if not parsed.resume:
        if out.exists() and out.stat().st_size:
            raise UsageError(f"{out} exists already.", "Go on with it by --resume, or choose another file.")
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
            f"{path} cannot be written: {error.strerror}.", "Fix that, then go on with --resume."
        ) from error
