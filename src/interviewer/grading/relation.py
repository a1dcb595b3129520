"""The seam between reading an answer and judging it: how the answer stands to each claim, as probabilities.

What reads (rules, or something learned) implements `RelationModel`. What judges (`similarity/verdicts.py`) sees
relations only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from interviewer.corpus.question import Question
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import Evidence


class RelationKind(StrEnum):
    """What a text can do with a claim."""

    ENTAILS = "entails"
    CONTRADICTS = "contradicts"
    UNRELATED = "unrelated"


@dataclass(frozen=True)
class Relation:
    """How an answer stands to one claim.

    `entails` and `contradicts` are probabilities, 0..1, and together at most 1; what they leave is `unrelated`.
    `evidence` is the words of the answer that the likelier of the two rests on, and `reasons` say why, for people; both
    are empty if the answer says nothing about the claim.
    """

    entails: float = 0.0
    contradicts: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (0 <= self.entails <= 1 and 0 <= self.contradicts <= 1 and self.entails + self.contradicts <= 1):
            raise ValueError(f"not probabilities: entails {self.entails}, contradicts {self.contradicts}")

    @property
    def unrelated(self) -> float:
        """The probability that the answer says nothing about the claim, 0..1."""
        return 1 - self.entails - self.contradicts


@dataclass(frozen=True)
class Relations:
    """How an answer stands to each key point of its question and to each misconception's belief, in their order."""

    points: tuple[Relation, ...]
    beliefs: tuple[Relation, ...]

    @classmethod
    def none(cls, question: Question) -> Relations:
        """Those of an answer that says nothing about the question."""
        return cls((Relation(),) * len(question.key_points), (Relation(),) * len(question.misconceptions))


class RelationModel(Protocol):
    """Reads how an answer stands to the claims of its question. Safe to use from any thread."""

    @property
    def name(self) -> str:
        """What it reads with, named exactly, weights included."""
        ...

    @property
    def version(self) -> str:
        """The version of its rules or of its fit; it changes whenever the same answer could be read differently."""
        ...

    def prepare(self, question: Question, prompt: str) -> None:
        """Loads in advance what reading an answer to this prompt will need."""
        ...

    def relations(self, request: GradingRequest) -> Relations:
        """The relations of one answer. Raises InterviewerError if it cannot be read."""
        ...
