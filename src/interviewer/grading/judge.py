"""What a judge is: the part of a grader that reads an answer and returns verdicts, without a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import CriterionLevel, MisconceptionFound, PointVerdict


@dataclass(frozen=True)
class Judgement:
    """What a judge found. It states no score: that is computed in code."""

    verdicts: tuple[PointVerdict, ...]
    misconceptions: tuple[MisconceptionFound, ...] = ()
    criteria: tuple[CriterionLevel, ...] = ()


class Judge(Protocol):
    """Reads an answer and returns verdicts with evidence."""

    @property
    def label(self) -> str:
        """How this judge is named on screen, in a few words."""
        ...

    @property
    def method(self) -> Method:
        """What kind of judge it is."""
        ...

    @property
    def model(self) -> str:
        """The model that it judges with, named exactly."""
        ...

    @property
    def version(self) -> str:
        """The version of its rules; it changes whenever the same answer could get another verdict."""
        ...

    def prepare(self, question: Question, prompt: str) -> None:
        """Loads ahead what judging an answer to this prompt will need."""
        ...

    def judge(self, request: GradingRequest) -> Judgement:
        """Verdicts on one answer. Raises InterviewerError where it cannot judge."""
        ...
