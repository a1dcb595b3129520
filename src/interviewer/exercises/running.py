"""Running a program against the hidden tests of an exercise, the same one once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from interviewer.corpus.exercise import Exercise, Language
from interviewer.corpus.question import Question
from interviewer.errors import SandboxError
from interviewer.sandbox.running import Author, Outcome, Runner, RunRequest, RunResult, Stop
from interviewer.text import one_line

REMEMBERED = 64
"""How many runs are remembered, the newest: a grade, its quick grade and a second judgement need the same one."""

MESSAGE_CHARACTERS = 300
"""The longest reason of a failed test that a verdict gives."""

Refusal = Callable[[Question], SandboxError | None]
"""Why the tests of a question may not be run, None where they may."""


def runnable(question: Question, refusal: Refusal) -> tuple[Exercise, Language]:
    """The exercise of a question that asks for a program, and its language. Raises SandboxError where its tests may
    not be run."""
    exercise = question.exercise
    assert exercise is not None
    assert exercise.language is not None
    refused = refusal(question)
    if refused is not None:
        raise refused
    return exercise, exercise.language


class HiddenTests:
    """Runs programs against the hidden tests of exercises. Safe to use from any thread."""

    def __init__(self, runner: Callable[[], Runner], author: Author, refusal: Refusal = lambda _: None) -> None:
        """`runner` loads what runs programs, `author` is whose programs are run."""
        self._runner = runner
        self._author = author
        self._refusal = refusal
        self._lock = threading.Lock()
        self._results: OrderedDict[RunRequest, RunResult] = OrderedDict()

    @property
    def isolation(self) -> str:
        """What programs run in. Raises SandboxError where that does not work."""
        return self._runner().isolation

    def prepare(self, language: Language) -> None:
        """Begins in the background what a first run would wait for. Raises SandboxError."""
        self._runner().prepare(language)

    def run(self, question: Question, program: str, stop: Stop | None = None) -> RunResult:
        """The outcome of every hidden test. Raises SandboxError where they cannot, or may not, be run, or where `stop`
        ended the run."""
        exercise, language = runnable(question, self._refusal)
        request = RunRequest(program, exercise.hidden_tests, language, exercise.seconds, self._author)
        with self._lock:
            result = self._results.get(request)
        if result is None:
            result = self._runner().run(request, stop)
            with self._lock:
                self._results[request] = result
                while len(self._results) > REMEMBERED:
                    self._results.popitem(last=False)
        return result


def why_failed(outcome: Outcome) -> str:
    """A failed test with its reason, on one line: "test_scale failed: got 2.0 where 1.0 was expected"."""
    return f"{outcome.name} failed: {one_line(outcome.message, MESSAGE_CHARACTERS) or 'no reason was given'}"
