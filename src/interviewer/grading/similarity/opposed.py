"""Sentences that say a right wording with an antonym in it: "more mantissa bits" where the wording has "fewer"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from interviewer.grading.similarity.bare.turned import has_antonyms, heavy_words
from interviewer.language.words import Word

OPPOSED_FROM = 0.4
"""The share of words in both, in their order, from which an antonym turns a wording round. Of the key points of the
development answers 3 have such a sentence that no right wording is nearer to: 3 are contradicted and none is met; from
0.35 on 6 are contradicted and 1 is met."""
OPPOSED = 0.8
"""The probability that such a sentence contradicts. A convention."""
_LEAST = 3  # words of what is compared


@dataclass(frozen=True)
class Opposite:
    """The places of a segment and of the wording that it turns round."""

    segment: int
    wording: int


def opposite_of(segments: Sequence[str], wordings: Sequence[str]) -> Opposite | None:
    """The segment that turns one of the right wordings of a key point round by an antonym; None where there is none, or
    where one is as near to any of them without an antonym."""
    said = [_words(text) for text in segments]
    turned, nearest = 0.0, 0.0
    found: Opposite | None = None
    for at, wording in enumerate(map(_words, wordings)):
        for place, words in enumerate(said):
            near = _near(wording, words)
            if near > turned and has_antonyms(wording, words):
                turned, found = near, Opposite(place, at)
            elif near > nearest and not has_antonyms(wording, words):
                nearest = near
    return found if turned > nearest else None


def _near(wording: Sequence[Word], words: Sequence[Word]) -> float:
    if min(len(wording), len(words)) < _LEAST:
        return 0.0
    stems = [[word.stem for word in some] for some in (wording, words)]
    return Indel.normalized_similarity(*stems, score_cutoff=OPPOSED_FROM)


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(heavy_words(text))
