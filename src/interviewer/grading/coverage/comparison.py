"""Compares the units of an answer with the claims of a question, as matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.grading.coverage.knowledge import QuestionVectors
from interviewer.grading.coverage.thresholds import NULL_DEVIATIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Comparison:
    """How near units are to what a question says; every array has a column for each unit.

    `strength` (claims x units) is 0 at the null baseline and 1 for the same text, negative below. `to_claims`,
    `to_beliefs` and `to_truths` are cosines with the prompt's words discounted.
    """

    strength: Floats
    to_claims: Floats
    to_beliefs: Floats
    to_truths: Floats


def compare(units: Floats, prompts: Floats, question: QuestionVectors, nulls: Floats) -> Comparison:
    """Compares unit vectors (units x dimension) with a question.

    What the prompts already say is taken out of every vector: the part of it that lies in the space which the
    prompts' vectors span. The null baseline of a claim is the mean plus NULL_DEVIATIONS standard deviations of its
    cosine to sentences on other questions.
    """
    import numpy as np

    basis, _ = np.linalg.qr(prompts.T)
    claims = _without(question.claims, basis)
    units = _without(units, basis)
    null_cosines = claims @ _without(nulls, basis).T
    floor = null_cosines.mean(axis=1) + NULL_DEVIATIONS * null_cosines.std(axis=1)
    to_claims = claims @ units.T
    return Comparison(
        strength=(to_claims - floor[:, None]) / (1 - floor[:, None]),
        to_claims=to_claims,
        to_beliefs=_without(question.beliefs, basis) @ units.T,
        to_truths=_without(question.truths, basis) @ units.T,
    )


def _without(vectors: Floats, basis: Floats) -> Floats:
    """`vectors` without their part in `basis` (dimension x n, orthonormal), at length 1; nothing left stays near 0."""
    import numpy as np

    rest = vectors - (vectors @ basis) @ basis.T
    length = np.linalg.norm(rest, axis=1, keepdims=True)
    # A text that only repeats the prompt leaves next to nothing; blowing that up to length 1 would compare noise.
    return np.asarray(rest / np.maximum(length, 0.3), dtype=np.float32)
