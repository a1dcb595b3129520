"""Checks every exercise of a corpus, several at a time; one that was found right is not run again until it changes."""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.question import Kind, Question
from interviewer.errors import SandboxError
from interviewer.exercises.checks.estimates import check_estimate
from interviewer.exercises.checks.formulas import check_derivation
from interviewer.exercises.checks.programs import check_runs, check_text
from interviewer.exercises.judge import VERSION
from interviewer.exercises.running import Refusal
from interviewer.files.reading import read_regular
from interviewer.files.writing import atomic_write
from interviewer.progress import OnProgress
from interviewer.sandbox.packages import is_installed
from interviewer.sandbox.running import Runner
from interviewer.strict_json import dumps, loads

WORKERS = 2
"""How many exercises are checked at a time, each with processes of its own."""

MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Checked:
    """What checking exercises came to: all that is wrong with them, and those whose programs were not run since a
    library that they need is not installed."""

    findings: tuple[Finding, ...]
    not_run: tuple[Question, ...]


def check_exercises(
    questions: Sequence[Question],
    open_runner: Callable[[], Runner],
    refusal: Refusal,
    found_right: FoundRight,
    progress: OnProgress,
) -> Checked:
    """Checks the exercises among these questions.

    `open_runner` opens what runs programs, once a worker; `refusal` is why the tests of a question may not be run.
    """
    exercises = [question for question in questions if question.exercise is not None]
    changed = [question for question in exercises if question not in found_right]
    changed.sort(key=lambda question: str(question.exercise and question.exercise.language))  # one warm process
    workers = threading.local()
    findings: list[Finding] = []

    def check(question: Question) -> list[Finding]:
        if not hasattr(workers, "runner"):
            workers.runner = open_runner()
        return list(_check(question, workers.runner, refusal))

    with ThreadPoolExecutor(WORKERS) as pool:
        for count, (question, found) in enumerate(zip(changed, pool.map(check, changed), strict=True), start=1):
            findings += found
            if not found and _can_run(question):
                found_right.add(question)
            progress("Checking exercises", count, len(changed))
    found_right.save(exercises)
    return Checked(tuple(findings), tuple(question for question in changed if not _can_run(question)))


def _can_run(question: Question) -> bool:
    language = question.exercise.language if question.exercise is not None else None
    return language is None or is_installed(language)


def _check(question: Question, runner: Runner, refusal: Refusal) -> Iterator[Finding]:
    problems = [*check_text(question)]
    if question.kind is Kind.ESTIMATE:
        problems += check_estimate(question)
    if question.kind is Kind.DERIVE:
        problems += check_derivation(question)
    for problem in problems:
        yield Finding(question.file, 1, problem)
    if question.kind is Kind.DERIVE or not _can_run(question):
        return
    refused = refusal(question)
    try:
        if refused is not None:
            raise refused
        for problem in check_runs(question, runner):
            yield Finding(question.file, 1, problem)
    except SandboxError as error:
        yield Finding(question.file, 1, f"its programs were not run: {error}", Severity.WARNING)


class FoundRight:
    """The exercises that nothing was wrong with, by checksums of what was checked, in a file of the cache folder.

    What is wrong is found again each time: it is to be mended, and a time that was measured may have been unlucky.
    """

    def __init__(self, path: Path | None) -> None:
        """`path` is the file; without one nothing is known and nothing kept. An unreadable file is as none."""
        self._path = path
        self._known = _read(path)

    def __contains__(self, question: Question) -> bool:
        return _checksum(question) in self._known

    def add(self, question: Question) -> None:
        """Notes an exercise that nothing is wrong with."""
        self._known.add(_checksum(question))

    def save(self, questions: Collection[Question]) -> None:
        """Keeps what is known of these questions. Raises FileError."""
        if self._path is not None:
            known = sorted(self._known & {_checksum(question) for question in questions})
            atomic_write(self._path, dumps(known, indent=0) + "\n", replace=True)


def _read(path: Path | None) -> set[str]:
    if path is None:
        return set()
    try:
        known = loads(read_regular(path, MAX_BYTES).decode())
    except (OSError, ValueError, RecursionError):
        return set()
    return {one for one in known if isinstance(one, str)} if isinstance(known, list) else set()


def _checksum(question: Question) -> str:
    checked = (
        VERSION,
        platform.python_version(),
        question.kind,
        question.title,
        question.key_points,
        question.exercise,
    )
    return hashlib.sha256(repr(checked).encode("utf-8", "replace")).hexdigest()
