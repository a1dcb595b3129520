"""Running a program against the visible tests of an exercise, for whoever is writing it."""

from __future__ import annotations

from collections.abc import Callable

from interviewer.corpus.question import Question
from interviewer.exercises.program import program_in
from interviewer.exercises.running import Refusal, runnable
from interviewer.sandbox.running import Author, Runner, RunRequest, RunResult, Stop


class VisibleTests:
    """Runs the candidate's programs against the visible tests of exercises. Safe to use from any thread."""

    def __init__(self, runner: Callable[[], Runner], refusal: Refusal = lambda _: None) -> None:
        """`runner` loads what runs programs; `refusal` is why the tests of a question may not be run, if so."""
        self._runner = runner
        self._refusal = refusal

    def prepare(self, question: Question) -> None:
        """Begins in the background what a first run would wait for. Raises SandboxError."""
        if question.exercise is not None and question.exercise.language is not None:
            self._runner().prepare(question.exercise.language)

    def run(self, question: Question, answer: str, stop: Stop | None = None) -> RunResult:
        """The outcome of every visible test. Raises SandboxError where they cannot, or may not, be run, or where `stop`
        ended the run."""
        exercise, language = runnable(question, self._refusal)
        program = program_in(answer, exercise.starter).text
        return self._runner().run(
            RunRequest(program, exercise.visible_tests, language, exercise.seconds, Author.ONESELF),
            stop,
        )
