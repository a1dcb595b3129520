"""A grader that remembers."""

from __future__ import annotations

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.models.chat import Cancel


class KeptGrader:
    """A grader whose grades are kept, which is fair as they are a function of the request alone."""

    def __init__(self, grader: Grader, kept: dict[GradingRequest, Grade]) -> None:
        self._grader = grader
        self._kept = kept

    @property
    def label(self) -> str:
        """The grader's."""
        return self._grader.label

    @property
    def identity(self) -> dict[str, str]:
        """The grader's."""
        return self._grader.identity

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing."""

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade that is kept, or the grader's."""
        if request not in self._kept:
            self._kept[request] = self._grader.grade(request)
        return self._kept[request]
