"""The grader around the configured one: exercises are marked by a program, everything else goes to that grader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from interviewer.corpus.question import Kind, Question
from interviewer.exercises.bare_program import defined_names
from interviewer.exercises.debug import ReadsReasons
from interviewer.exercises.judge import ProgramJudge, gate_of_exercises
from interviewer.exercises.marks import NOT_MARKED, with_credit
from interviewer.exercises.program import changed_program, fenced_program, program_in
from interviewer.exercises.running import HiddenTests
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.score import score_of
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.models.chat import Cancel


class ExerciseGrader:
    """Grades exercises by a program, and by `base` what is said in words.

    The answer to an exercise, and a follow-up answer that brings a program, a number or a formula for a key point with
    a check, is marked by the program: the score is the same whichever model is configured. Other follow-up answers to
    an exercise are graded by `base`, for the key point that was asked about.
    """

    def __init__(self, program: CheckedGrader, base: Grader) -> None:
        self._program = program
        self._base = base

    @property
    def label(self) -> str:
        """How the grader of what is said in words is named on screen."""
        return self._base.label

    @property
    def identity(self) -> dict[str, str]:
        """What tells the grades of `base` from those of another grader."""
        return self._base.identity

    def prepare(self, question: Question, prompt: str) -> None:
        """Lets whoever will grade an answer to this prompt load in advance what it will need."""
        if question.exercise is not None:
            self._program.prepare(question, prompt)
        if question.exercise is None or prompt != question.title:
            self._base.prepare(question, prompt)

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer; see Grader."""
        if request.question.exercise is None:
            return self._base.grade(request, cancel)
        if _is_for_program(request):
            return self._program.grade(request, cancel)
        return _of_words(self._base.grade(request, cancel), request)


def exercise_grader(
    base: Grader,
    reasons: Callable[[], ReadsReasons],
    tests: HiddenTests,
    corpus_version: str,
    clock: Callable[[], datetime],
) -> ExerciseGrader:
    """The grader of exercises around `base`.

    `reasons` loads who reads the reasons in answers to debugging exercises: the same one whatever `base` is.
    """
    judge = ProgramJudge(tests, reasons)
    return ExerciseGrader(CheckedGrader(judge, corpus_version, clock, gate_of_exercises), base)


def _is_for_program(request: GradingRequest) -> bool:
    """Whether a program marks this answer: one to the exercise itself, or a follow-up answered by what it marks."""
    question = request.question
    if request.focus is None:
        return True
    point = next((point for point in question.key_points if point.id == request.focus), None)
    if point is None or point.check is None or question.exercise is None:
        return False
    match question.kind:
        case Kind.CODE:
            starter = question.exercise.starter
            defined = defined_names(program_in(request.answer, starter).text)
            return fenced_program(request.answer) is not None or bool(defined & defined_names(starter))
        case Kind.DEBUG:
            return changed_program(request.answer, question.exercise.starter) is not None
        case Kind.ESTIMATE:
            from interviewer.exercises.quantities import quantities_in

            return bool(quantities_in(request.answer))
        case _:
            from interviewer.exercises.formulas.reading import formulas_in

            return bool(formulas_in(request.answer))


def _of_words(grade: Grade, request: GradingRequest) -> Grade:
    """The grade of a follow-up answer in words: for the key point that was asked about, as others have their own."""
    if not grade.graded:
        return grade
    verdicts = tuple(with_credit(one) if one.point == request.focus else _not_assessed(one) for one in grade.verdicts)
    score = score_of(verdicts, grade.misconceptions, grade.criteria, grade.beyond)
    return grade if score is None else replace(grade, verdicts=verdicts, score=score)


def _not_assessed(verdict: PointVerdict) -> PointVerdict:
    return PointVerdict(verdict.point, verdict.claim, verdict.weight, Verdict.NOT_ASSESSED, reasoning=NOT_MARKED)
