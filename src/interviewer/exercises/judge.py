"""The judge of exercises: marks an answer by running, computing and comparing."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version

from interviewer.corpus.question import Kind, Question
from interviewer.errors import SandboxError
from interviewer.exercises.code import mark_code
from interviewer.exercises.debug import ReadsReasons, mark_debug
from interviewer.exercises.marks import Marks
from interviewer.exercises.program import is_unchanged, words_beside
from interviewer.exercises.running import HiddenTests
from interviewer.grading.gate import gate_of_nothing
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.models.chat import Cancel

VERSION = "4"
UNCHANGED = "The answer is the program that was given, unchanged."


def gate_of_exercises(request: GradingRequest) -> str | None:
    """Why the answer to an exercise scores 0 without being marked, None where it has to be marked."""
    exercise = request.question.exercise
    if exercise is not None and is_unchanged(request.answer, exercise.starter):
        in_words = request.question.kind is Kind.DEBUG and words_beside(request.answer, exercise.starter).strip()
        return None if in_words else UNCHANGED
    return gate_of_nothing(request.answer)


class ProgramJudge:
    """Marks answers to exercises; its verdicts state exact credit, so the score is the share of the weight."""

    label = "program"
    method = Method.PROGRAM
    version = VERSION

    def __init__(self, tests: HiddenTests, reasons: Callable[[], ReadsReasons]) -> None:
        """`reasons` loads who reads answers to debugging exercises that are in words."""
        self._tests = tests
        self._reasons = reasons

    @property
    def model(self) -> str:
        """What programs run in, and with which versions."""
        try:
            isolation = self._tests.isolation
        except SandboxError:
            isolation = "no isolation"
        return f"{isolation}, Python {platform.python_version()}, NumPy {version('numpy')}"

    def prepare(self, question: Question, prompt: str) -> None:
        """Begins in the background what a first run would wait for."""
        if question.exercise is not None and question.exercise.language is not None:
            self._tests.prepare(question.exercise.language)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """The verdicts on one answer. Raises SandboxError where its program cannot be run or `cancel` ended the run."""
        marks = self._marks(request.question, request.answer, cancel)
        return Judgement(verdicts=marks.verdicts, remarks=marks.remarks, printed=marks.printed)

    def _marks(self, question: Question, answer: str, cancel: Cancel | None) -> Marks:
        match question.kind:
            case Kind.CODE:
                return mark_code(question, answer, self._tests, cancel)
            case Kind.DEBUG:
                return mark_debug(question, answer, self._tests, self._reasons, cancel)
            case Kind.ESTIMATE:
                from interviewer.exercises.estimate import mark_estimate  # pint takes a moment to import

                return mark_estimate(question, answer)
            case _:
                from interviewer.exercises.derive import mark_derivation

                return mark_derivation(question, answer)
