"""What every grader is asked and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.models.chat import Cancel


@dataclass(frozen=True)
class GradingRequest:
    """One answer to judge. `prompt` is what the candidate was answering: the question or a follow-up to it;
    `focus` is the key point that a follow-up was aimed at."""

    question: Question
    answer: str
    prompt: str
    focus: str | None = None


class Grader(Protocol):
    """Grades one answer. A failure is returned as an ungraded grade with its reason, never as a score."""

    @property
    def label(self) -> str:
        """How this grader is named on screen, in a few words."""
        ...

    @property
    def identity(self) -> dict[str, str]:
        """What tells its grades from those of another grader: fields of their provenance."""
        ...

    def prepare(self, question: Question, prompt: str) -> None:
        """Loads in advance what grading an answer to this prompt will need. Never required, only faster."""
        ...

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer: a pure function of the request and of how the grader was built.

        `cancel` cancels what is still being waited for; the answer is then ungraded. Safe to call from any thread.
        """
        ...
