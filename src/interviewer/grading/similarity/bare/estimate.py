"""The estimate of an answer against a bare reference."""

from __future__ import annotations

from interviewer.grading.embed import Embed
from interviewer.grading.similarity.bare.asserted import asserted_in
from interviewer.grading.similarity.bare.features import compared, texts_of
from interviewer.grading.similarity.bare.model import BareModel, bare_model
from interviewer.grading.similarity.bare.reference import BareReference


def estimate(reference: BareReference, answer: str, embed: Embed, model: BareModel | None = None) -> float:
    """The score of one answer, 0..1, as people mark answers against a reference that is one way to say it; 0 for one
    that asserts nothing. `model` is the fitted one by default. Raises what `embed` raises."""
    model = bare_model() if model is None else model
    asserted = asserted_in(answer, lists=reference.is_list)
    if not asserted.sentences:
        return 0.0
    return model.score(compared(reference, asserted, embed(texts_of(asserted))))
