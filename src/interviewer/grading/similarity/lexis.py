"""Which words, and which words after each other, tell the right wordings of a key point from the wrong ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from interviewer.grading.similarity.coverage import IdfWeights
from interviewer.language.words import content_stems, words

REACH = 2
"""Two content words at most this many content words apart are a pair: their order says who does what to whom."""

Pair = tuple[str, str]
_Some = TypeVar("_Some")


@dataclass(frozen=True)
class Lexis:
    """The stems and ordered pairs that only right, and only wrong, wordings of one key point have.

    `pairs` are those that any right wording has.
    """

    right: frozenset[str]
    wrong: frozenset[str]
    right_pairs: frozenset[Pair]
    wrong_pairs: frozenset[Pair]
    pairs: frozenset[Pair]

    @classmethod
    def of(cls, right: Sequence[str], wrong: Sequence[str]) -> Lexis:
        """Of these wordings."""
        stems, others = _union(map(content_stems, right)), _union(map(content_stems, wrong))
        pairs, other_pairs = _union(map(pairs_of, right)), _union(map(pairs_of, wrong))
        return cls(stems - others, others - stems, pairs - other_pairs, other_pairs - pairs, pairs)

    def features(self, stems: frozenset[str], pairs: frozenset[Pair], idf: IdfWeights) -> tuple[float, ...]:
        """Of a text: the shares of its words' weight that only right and only wrong wordings have, their difference,
        the counts of such pairs, and the share of its pairs that a right wording has."""
        whole = fsum(map(idf.weight, stems)) or 1.0
        right, wrong = self._weights(stems, idf)
        shared = len(pairs & self.pairs) / max(1, len(pairs))
        return (
            right / whole,
            wrong / whole,
            (right - wrong) / whole,
            len(pairs & self.right_pairs),
            len(pairs & self.wrong_pairs),
            shared,
        )

    def lead(self, stems: frozenset[str], idf: IdfWeights) -> float:
        """The weight of a text's words that only right wordings have, less that of words that only wrong ones have."""
        right, wrong = self._weights(stems, idf)
        return right - wrong

    def _weights(self, stems: frozenset[str], idf: IdfWeights) -> tuple[float, float]:
        return fsum(map(idf.weight, stems & self.right)), fsum(map(idf.weight, stems & self.wrong))


def pairs_of(text: str) -> frozenset[Pair]:
    """The ordered pairs of a text's content stems that are at most REACH apart."""
    stems = [word.stem for word in words(text) if word.is_content]
    return frozenset((one, two) for at, one in enumerate(stems) for two in stems[at + 1 : at + 1 + REACH])


def _union(some: Iterable[frozenset[_Some]]) -> frozenset[_Some]:
    return frozenset[_Some]().union(*some)
