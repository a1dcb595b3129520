"""A grade: what was found, what it scores, and who found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from interviewer.grading.expected import expected_share, interval_of
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict
from interviewer.models.chat import Usage


class Status(StrEnum):
    """Whether there is a grade. An ungraded answer is a failed grading, never a bad answer."""

    GRADED = "graded"
    UNGRADED = "ungraded"


class Method(StrEnum):
    """What kind of grader a grade comes from. Averages never mix methods silently.

    PROGRAM marked an exercise by running, computing and comparing; the provenance's `model` names what it ran in.
    CUSTOM is a judge that is not part of the program; the provenance's `model` names it.
    """

    GATE = "gate"
    SIMILARITY = "similarity"
    PROGRAM = "program"
    LLM = "llm"
    CUSTOM = "custom"


class Failure(StrEnum):
    """What kind of failure made an answer ungraded.

    REFUSED would meet the next answer too, such as a bad key; REQUEST was refused for its own content.
    """

    NONE = ""
    REFUSED = "refused"
    REQUEST = "request"
    UNREACHABLE = "unreachable"
    BAD_REPLY = "bad reply"
    BUDGET = "budget"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Provenance:
    """Who graded, with what, against what.

    `usage` counts what a grading used (tokens, calls), by name; `cost` is in US dollars, None where it is not known.
    """

    method: Method
    model: str
    grader_version: str
    corpus_version: str
    graded_at: datetime
    prompt_id: str | None = None
    prompt_version: str | None = None
    prompt_hash: str | None = None
    rubric_version: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    cost: float | None = None

    @property
    def used(self) -> Usage:
        """What the grading used of a chat model."""
        counts = self.usage
        return Usage(
            counts.get("input_tokens", 0),
            counts.get("output_tokens", 0),
            counts.get("calls", 0),
            self.cost if counts.get("calls") else 0.0,
            bool(counts.get("estimated")),
        )


@dataclass(frozen=True)
class Grade:
    """The outcome of grading one answer.

    `score` is 0..1, computed in code from the verdicts, and None exactly when `status` is ungraded; `reason` says why
    an answer is ungraded, or why a gate settled it. `flags` are remarks that change no score, for a person to read
    ("addressed to the grader"). `printed` is the beginning of what the program in the answer printed while it was
    marked, as text that nobody vouches for. `failure` is for the caller, and is not recorded.
    """

    status: Status
    score: float | None
    provenance: Provenance
    reason: str = ""
    verdicts: tuple[PointVerdict, ...] = ()
    misconceptions: tuple[MisconceptionFound, ...] = ()
    criteria: tuple[CriterionLevel, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    flags: tuple[str, ...] = ()
    printed: str = ""
    failure: Failure = field(default=Failure.NONE, compare=False)

    def __post_init__(self) -> None:
        if (self.score is None) != (self.status is Status.UNGRADED):
            raise ValueError("A grade has a score exactly when it is graded.")
        if self.score is not None and not 0.0 <= self.score <= 1.0:
            raise ValueError(f"A score is between 0 and 1, not {self.score}.")

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the marks of 80 in 100 answers with this score lie, for a judge that states what it expects.

        None for bare references, whose verdicts rest on no passage: that was not measured.
        """
        if self.score is None or expected_share(self.verdicts) is None:
            return None
        if not all(verdict.passage for verdict in self.verdicts):
            return None
        return interval_of(self.score)

    @property
    def graded(self) -> bool:
        """Whether there is a score."""
        return self.status is Status.GRADED


def ungraded(reason: str, provenance: Provenance, failure: Failure = Failure.NONE) -> Grade:
    """A grade saying that grading failed, and why."""
    return Grade(status=Status.UNGRADED, score=None, reason=reason, provenance=provenance, failure=failure)
