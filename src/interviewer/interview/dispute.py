"""A contested verdict: what was contested, what a second judge found without knowing of it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interviewer.grading.verdict import PointVerdict, Verdict

MAX_ARGUMENT_CHARACTERS = 2_000
"""The limit for what a candidate says against a verdict."""


@dataclass(frozen=True)
class SecondJudgement:
    """A fresh judgement of the same answer, by a judge that knew neither the contested verdict nor the argument.

    `verdict` is the one on the contested key point; None if the judge gave none, and `reason` says why. `judge` names
    who judged; `judged_at` is in UTC.
    """

    verdict: PointVerdict | None
    judge: str
    judged_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Dispute:
    """A verdict that the candidate contested, and decided on.

    `contested` is the grader's verdict on the key point `point`, `label` what the candidate decided that it should be:
    the same, if the candidate was convinced. It changes no score. `argument` may be empty. `second` is None where a
    second judgement would be the first one again. `decided_at` is in UTC.
    """

    point: str
    contested: Verdict
    label: Verdict
    decided_at: datetime
    argument: str = ""
    second: SecondJudgement | None = None
