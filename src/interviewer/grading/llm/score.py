"""The score of a judgement by a language model: the shares of its criteria are those of a rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from interviewer.grading.rubric import Rubric
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict


def llm_score(
    verdicts: Sequence[PointVerdict],
    misconceptions: Sequence[MisconceptionFound],
    criteria: Sequence[CriterionLevel],
    beyond: Sequence[Beyond],
    rubric: Rubric,
) -> float | None:
    """The score, 0..1, or None where no key point was assessed; see `score_of`.

    A criterion that the rubric does not have counts for nothing.
    """
    shares = rubric.shares
    shared = [replace(level, share=shares.get(level.criterion, 0.0)) for level in criteria]
    return score_of(verdicts, misconceptions, shared, beyond)
