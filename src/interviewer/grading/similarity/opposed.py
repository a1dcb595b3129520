"""Sentences that say a right wording with an antonym in it: "more mantissa bits" where the wording has "fewer"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from interviewer.grading.similarity.bare.turned import heavy_words, is_turned_by_antonym
from interviewer.language.words import Word

OPPOSED_FROM = 0.4
"""The share of words in both, in their order, from which an antonym turns a wording round. Of the key points of the
development answers 3 have such a sentence that no right wording is nearer to: 3 are contradicted and none is met; from
0.35 on 6 are contradicted and 1 is met."""
OPPOSED = 0.8
"""The probability that such a sentence contradicts. A convention."""
_LEAST = 3  # words of what is compared


@dataclass(frozen=True)
class Compared:
    """The words of a text that are compared, and their stems."""

    words: tuple[Word, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Compared:
        """Those of a text."""
        words = tuple(heavy_words(text))
        return cls(words, tuple(word.stem for word in words))


@dataclass(frozen=True)
class Opposite:
    """The places of a segment and of the wording that it turns round."""

    segment: int
    wording: int


def opposite_of(segments: Sequence[Compared], wordings: Sequence[Compared]) -> Opposite | None:
    """The segment that turns one of the right wordings of a key point round by an antonym; None where there is none, or
    where one is as near to any of them and does not."""
    turned, nearest = 0.0, 0.0
    found: Opposite | None = None
    for at, wording in enumerate(wordings):
        for place, segment in enumerate(segments):
            near = _near(wording, segment)
            if near <= min(turned, nearest):
                continue
            if is_turned_by_antonym(wording.words, segment.words):
                if near > turned:
                    turned, found = near, Opposite(place, at)
            else:
                nearest = max(nearest, near)
    return found if turned > nearest else None


def _near(wording: Compared, segment: Compared) -> float:
    if min(len(wording.words), len(segment.words)) < _LEAST:
        return 0.0
    return Indel.normalized_similarity(wording.stems, segment.stems, score_cutoff=OPPOSED_FROM)
