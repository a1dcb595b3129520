"""A language model's grade next to the similarity grader's: what to do if one fails or the two differ."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.question import Question
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.score import rounded
from interviewer.models.chat import Cancel

WIDE = 0.4
"""The difference of scores from which two graders disagree widely: two levels of five. A convention."""


class SecondOpinion:
    """Grades by a language model, and also by similarity.

    If the two differ widely, the grade says so with both scores; the language model's counts. If it gives no grade, the
    answer is ungraded, or graded by similarity if `fallback` is on, which the grade also says.
    """

    def __init__(self, first: CheckedGrader, second: CheckedGrader, *, fallback: bool) -> None:
        self._first = first
        self._second = second
        self._fallback = fallback

    @property
    def label(self) -> str:
        """How this grader is named on screen."""
        return self._first.label

    @property
    def identity(self) -> dict[str, str]:
        """What tells its grades from those of another grader."""
        return self._first.identity

    def prepare(self, question: Question, prompt: str) -> None:
        """Lets both load in advance what they will need."""
        self._first.prepare(question, prompt)
        self._second.prepare(question, prompt)

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer; see Grader."""
        grade = self._first.grade(request, cancel)
        if grade.provenance.method is Method.GATE or (cancel is not None and cancel.is_set):
            return grade
        if not grade.graded and not self._fallback:
            return grade
        other = self._second.grade(request)
        if not grade.graded:
            why = f"The language model gave no grade: {grade.reason} This grade is by similarity."
            return replace(other, flags=(*other.flags, why)) if other.graded else grade
        if grade.score is None or other.score is None or rounded(abs(grade.score - other.score)) < WIDE:
            return grade
        remark = (
            f"The graders disagree: {self._first.label} gives {grade.score:.0%}, {self._second.label} "
            f"{other.score:.0%}. Read the evidence before you trust either."
        )
        return replace(grade, flags=(*grade.flags, remark))
