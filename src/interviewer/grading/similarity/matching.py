"""How strongly each segment of an answer says each of a question's statements, beyond what the prompt says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from interviewer.grading.similarity.thresholds import COVER, RIVAL
from interviewer.language.words import content_stems, distinct_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TYPO_RATIO = 83.0  # two letters swapped in a word of six (rapidfuzz ratio, 0-100)
_TYPO_LETTERS = 5
_SAME = 1e-3  # a rest shorter than this is rounding error


class PromptProjection:
    """Projects out of vectors whatever the prompts say: the question, and the follow-up that is being answered.

    A vector that this leaves short said little else. An answer's vector keeps its shortened length, so that an echo of
    the prompt comes near to nothing; a key point is brought back to length 1, so that a key point that shares much with
    its question (as those of definitions do) can still be met by what it adds.
    """

    def __init__(self, prompts: NDArray[np.float32]) -> None:
        """`prompts` are their embeddings, shape (prompts, dimension)."""
        import numpy as np

        basis: list[NDArray[np.float32]] = []
        for prompt in prompts:
            rest = prompt.copy()
            for known in basis:
                rest -= (rest @ known) * known
            length = float(np.linalg.norm(rest))
            if length > _SAME:
                basis.append(rest / length)
        self._basis = np.array(basis, dtype=np.float32).reshape(len(basis), prompts.shape[1])

    def of_answer(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What `vectors` (n x dimension) say beyond the prompts; each row has length 0..1."""
        import numpy as np

        rest: NDArray[np.float32] = np.subtract(vectors, (vectors @ self._basis.T) @ self._basis, dtype=np.float32)
        return rest

    def of_claims(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The direction of what `vectors` (n x dimension) say beyond the prompts; each row has length 1 (or 0)."""
        import numpy as np

        rest = self.of_answer(vectors)
        lengths = np.linalg.norm(rest, axis=1, keepdims=True)
        directions: NDArray[np.float32] = np.divide(rest, lengths, out=np.zeros_like(rest), where=lengths > _SAME)
        return directions


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
        whole = sum(one.weights.values())
        for row, segment in enumerate(mended):
            shares[row, column] = sum(weight for stem, weight in one.weights.items() if stem in segment) / whole
    return shares


def strengths(
    projected: NDArray[np.float32], claims: NDArray[np.float32], covered: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How strongly each segment says each statement, shape (segments, statements): likeness, and own words covered.

    `projected` are the segments' and `claims` the statements' vectors without what the prompt says.
    """
    import numpy as np

    return projected @ claims.T + np.float32(COVER) * covered


def without_rivals(strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """`strength` (segments x key points) less a share of each segment's best likeness to another key point."""
    import numpy as np

    if strength.shape[1] < 2 or not len(strength):
        return strength
    rivals = np.stack([np.delete(strength, point, axis=1).max(axis=1) for point in range(strength.shape[1])], axis=1)
    return np.asarray(strength - RIVAL * np.maximum(rivals, 0.0), dtype=np.float32)


def _mended(segment: frozenset[str], wanted: set[str], idf: IdfWeights) -> set[str]:
    mended = set(segment)
    for stem in segment:
        if stem in wanted or stem in idf.counts or len(stem) < _TYPO_LETTERS:
            continue
        mended.update(target for target in wanted if _is_slip(stem, target))
    return mended


def _is_slip(stem: str, target: str) -> bool:
    return len(target) >= _TYPO_LETTERS and fuzz.ratio(stem, target) >= _TYPO_RATIO
