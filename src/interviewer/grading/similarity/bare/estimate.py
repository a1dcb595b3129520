"""The estimate of an answer against a bare reference: a score with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.grading.embed import Embed
from interviewer.grading.similarity.bare.asserted import asserted_in
from interviewer.grading.similarity.bare.features import compared, texts_of
from interviewer.grading.similarity.bare.model import BareModel, bare_model
from interviewer.grading.similarity.bare.reference import BareReference


@dataclass(frozen=True)
class BareEstimate:
    """`score` is 0..1 as people mark answers against a reference that is one way to say it; four of five answers with
    such a score are marked between `low` and `high`. An answer that asserts nothing has 0.
    """

    score: float
    low: float
    high: float


def estimate(reference: BareReference, answer: str, embed: Embed, model: BareModel | None = None) -> BareEstimate:
    """The estimate of one answer; `model` is the fitted one by default. Raises what `embed` raises."""
    model = bare_model() if model is None else model
    asserted = asserted_in(answer, lists=reference.is_list)
    score = 0.0
    if asserted.sentences:
        score = model.score(compared(reference, asserted, embed(texts_of(asserted))))
    low, high = model.interval(score)
    return BareEstimate(score, low, high)
