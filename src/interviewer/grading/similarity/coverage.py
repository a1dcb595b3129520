"""How many of a statement's own words a text has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.language.slips import is_slip
from interviewer.language.words import content_stems, distinct_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class IdfWeights:
    """How telling a stem is: its inverse document frequency over the corpus's questions (Spärck Jones 1972)."""

    counts: Mapping[str, int]
    documents: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> IdfWeights:
        """The weights of stems over `texts`, one text a document."""
        documents = [distinct_stems(text) for text in texts]
        return cls(Counter(found for document in documents for found in document), len(documents))

    def weight(self, word_stem: str) -> float:
        """log((N+1) / (df+0.5)): above 0, and largest for a stem that no document has."""
        return math.log((self.documents + 1) / (self.counts.get(word_stem, 0) + 0.5))


@dataclass(frozen=True)
class Statement:
    """A sentence to look for in answers, with the weight of each stem that the prompt does not already have."""

    text: str
    weights: dict[str, float]


def statement(text: str, prompt_stems: frozenset[str], shared: Mapping[str, int], idf: IdfWeights) -> Statement:
    """`text` with its own words weighted: by IDF, over the number of the question's key points that have them.

    What several key points share does not tell them apart. If the prompt has all words, all count.
    """
    stems = content_stems(text)
    own = (stems - prompt_stems) or stems
    return Statement(text, {found: idf.weight(found) / max(1, shared.get(found, 0)) for found in sorted(own)})


def coverage(
    statements: Sequence[Statement], segments: Sequence[frozenset[str]], idf: IdfWeights
) -> NDArray[np.float32]:
    """The share of each statement's weight whose stems are in each segment, shape (segments, statements), 0..1.

    A word that the corpus does not know counts as one that it is a typo away from.
    """
    import numpy as np

    wanted = {stem for one in statements for stem in one.weights}
    mended = [_mended(segment, wanted, idf) for segment in segments]
    shares = np.zeros((len(segments), len(statements)), dtype=np.float32)
    for column, one in enumerate(statements):
        whole = sum(one.weights.values()) or 1.0
        for row, segment in enumerate(mended):
            shares[row, column] = sum(weight for stem, weight in one.weights.items() if stem in segment) / whole
    return shares


def _mended(segment: frozenset[str], wanted: set[str], idf: IdfWeights) -> set[str]:
    mended = set(segment)
    for stem in segment:
        if stem in wanted or stem in idf.counts:
            continue
        mended.update(target for target in wanted if is_slip(stem, target))
    return mended
