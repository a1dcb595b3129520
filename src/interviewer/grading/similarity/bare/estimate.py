"""The estimate of an answer against a bare reference: a score with its interval, and what it says of each claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.grading.reference.claims import ReferenceClaim
from interviewer.grading.similarity.bare.asserted import asserted_in
from interviewer.grading.similarity.bare.features import NAMES, Compared, compared, texts_of
from interviewer.grading.similarity.bare.model import BareModel, bare_model
from interviewer.grading.similarity.bare.reference import BareReference, Embed

_NOTHING = "The answer asserts nothing that can be compared: questions, open alternatives or a pile of words."
_UNLIKELY = 0.5


@dataclass(frozen=True)
class BareEstimate:
    """`score` is 0..1 as people mark answers against a reference that is one way to say it; four of five answers with
    such a score are marked between `low` and `high`.

    `coverage` has the probability of each of `claims` that the answer states it, `turned` whether it reverses it.
    `reasons` say for people what the score rests on.
    """

    score: float
    low: float
    high: float
    claims: tuple[ReferenceClaim, ...]
    coverage: tuple[float, ...]
    turned: tuple[bool, ...]
    reasons: tuple[str, ...]


def estimate(reference: BareReference, answer: str, embed: Embed, model: BareModel | None = None) -> BareEstimate:
    """The estimate of one answer; `model` is the fitted one by default. Raises what `embed` raises."""
    model = bare_model() if model is None else model
    asserted = asserted_in(answer, lists=reference.is_list)
    if not asserted.sentences:
        count = len(reference.claims)
        low, high = model.interval(0.0)
        return BareEstimate(0.0, low, high, reference.claims, (0.0,) * count, (False,) * count, (_NOTHING,))
    found = compared(reference, asserted, embed(texts_of(asserted)))
    score = model.score(found.row)
    low, high = model.interval(score)
    return BareEstimate(
        score=score,
        low=low,
        high=high,
        claims=reference.claims,
        coverage=model.covered(found),
        turned=tuple(bool(one) for one in found.turned),
        reasons=tuple(_reasons(reference, found, model)),
    )


def _reasons(reference: BareReference, found: Compared, model: BareModel) -> Iterator[str]:
    values = dict(zip(NAMES, found.row.tolist(), strict=True))
    yield f"Likeness to the reference beyond the question: {values['projected']:.2f}."
    yield f"Words of the reference that it has: {values['words']:.0%}."
    if values["asserted"] < 1:
        yield f"Sentences that assert something: {values['asserted']:.0%}."
    needed = [one for one, claim in zip(found.turned, reference.claims, strict=True) if claim.essential]
    if any(needed):
        yield f"Claims that it turns round: {sum(map(int, needed))} of {len(needed)}."
    if model.is_answer(found.row) < _UNLIKELY:
        yield "It does not seem to answer the question."
