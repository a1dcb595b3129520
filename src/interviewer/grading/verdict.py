"""What a grader finds: a verdict per key point, each with the candidate's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer does with one key point."""

    MET = "met"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True)
class Evidence:
    """A span of the answer: `answer[start:end] == text`, counted in Python characters."""

    start: int
    end: int
    text: str

    def holds_in(self, answer: str) -> bool:
        """Whether this is really the text at that place in the answer."""
        return 0 <= self.start < self.end <= len(answer) and answer[self.start : self.end] == self.text


@dataclass(frozen=True)
class PointVerdict:
    """The verdict on one key point.

    `claim` and `weight` are the key point's as they were when it was graded. `passage` is the id of the reference
    passage it was judged by. `supported` is False where the evidence did not hold: such a verdict does not count.
    `reasoning` is why, in the judge's words. `votes` are the verdicts of all votes, if it was asked again. `expected`
    is the credit, 0..1, that the judge expects the point to earn, where it states probabilities; the verdict is then
    what that comes to, and the score is computed from it.
    """

    point: str
    claim: str
    weight: int
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    passage: str | None = None
    supported: bool = True
    reasoning: str = ""
    votes: tuple[Verdict, ...] = ()
    expected: float | None = None

    @property
    def counted(self) -> Verdict:
        """The verdict as it counts: one whose evidence did not hold earns what a missed key point does."""
        return self.verdict if self.supported or self.verdict is Verdict.NOT_ASSESSED else Verdict.MISSED


@dataclass(frozen=True)
class MisconceptionFound:
    """A misconception that the answer states, with the words that state it."""

    misconception: str
    belief: str
    truth: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class CriterionLevel:
    """A rubric criterion's level, 0-4, or None where this grader cannot assess it (`reason` says why).

    `share` is the part of the score, 0..1, that level 0 takes away: 0 where a grader's score does not use it.
    """

    criterion: str
    level: int | None
    reason: str
    evidence: tuple[Evidence, ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class Beyond:
    """A right and relevant claim of the answer that is not a key point.

    `supported_by` is the id of the passage that supports it, or COMMON_KNOWLEDGE.
    """

    text: str
    evidence: tuple[Evidence, ...]
    supported_by: str


COMMON_KNOWLEDGE = "common knowledge"
