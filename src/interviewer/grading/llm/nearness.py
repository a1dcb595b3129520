"""Whether a quote is near a claim in meaning, where they share no telling word."""

from __future__ import annotations

from interviewer.grading.embed import Embed

TITLE_WEIGHT = 0.5
NEAR = 0.16
"""A quote is near a claim where its cosine to the claim, less TITLE_WEIGHT of its cosine to the question, is at least
this: what is as near to the question as to the claim is talk about the subject. Chosen on 248 verbatim quotes for right
verdicts and on sentences that are no evidence, of the answers benchmark's development half; `python -m
benchmarks.evidence` tells what it loses and lets in."""


class QuoteNearness:
    """Compares quotes by the vectors of `embed`, which is called only where there is something to compare."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def is_near(self, quote: str, claim: str, title: str) -> bool:
        """Whether `quote` is nearer to `claim` than it is to be expected of any talk about the question `title`."""
        vector, to_claim, to_title = self._embed([quote, claim, title])
        return float(vector @ to_claim) - TITLE_WEIGHT * float(vector @ to_title) >= NEAR
