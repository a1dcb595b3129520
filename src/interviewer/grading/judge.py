"""What a judge is: the part of a grader that reads an answer and returns verdicts, without a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict
from interviewer.models.chat import Cancel, Usage


@dataclass(frozen=True)
class Basis:
    """What one judgement was made with besides the judge itself; it becomes part of the grade's provenance.

    `usage` counts tokens and calls by name, `cost` is in US dollars, None where it is not known.
    """

    prompt_id: str | None = None
    prompt_version: str | None = None
    prompt_hash: str | None = None
    rubric_version: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = None


@dataclass(frozen=True)
class Judgement:
    """What a judge found. It states no score: that is computed in code.

    `addressed` says whether it found text that speaks to the grader. `remarks` are sentences for whoever reads the
    grade; they become flags of it. `printed` is what a program that was marked printed, bounded.
    """

    verdicts: tuple[PointVerdict, ...]
    misconceptions: tuple[MisconceptionFound, ...] = ()
    criteria: tuple[CriterionLevel, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    addressed: bool = False
    remarks: tuple[str, ...] = ()
    printed: str = ""
    basis: Basis = Basis()


def usage_counts(usage: Usage) -> dict[str, int]:
    """Usage by name, as a Basis has it; `estimated` is 1, or not there."""
    counts = {"calls": usage.calls, "input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
    return counts | ({"estimated": 1} if usage.estimated else {})


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
        """Loads in advance what judging an answer to this prompt will need."""
        ...

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Verdicts on one answer. Raises InterviewerError if it cannot judge; `cancel` cancels it."""
        ...
