"""How people word what questions ask, as a ranking of the questions: what a query says is near to what answers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.search import fusion
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from interviewer.search.fusion import Scores

BEST = 5
"""How many of a question's exemplars speak for it; chosen with the weights of `fusion`."""


@dataclass(frozen=True)
class ExemplarVectors:
    """Exemplars of what questions ask, with the model that they were embedded by.

    `vectors` has shape (exemplars, dimension), each of length 1; `owners` are the ids of their questions, those of one
    question side by side.
    """

    vectors: NDArray[np.float32] | None
    owners: tuple[str, ...]
    embedder: Embedder | None

    def scores(self, query: str, question_ids: Sequence[str]) -> Scores:
        """How near `query` is to the exemplars of `question_ids`, the mean of the BEST cosines, NaN without any.

        Raises EmbeddingError where the model fails.
        """
        import numpy as np

        found = np.full(len(question_ids), np.nan)
        if self.vectors is None or self.embedder is None or not self.owners:
            return found
        numbers = {name: number for number, name in enumerate(dict.fromkeys(self.owners))}
        groups = np.array([numbers[owner] for owner in self.owners], dtype=np.intp)
        cosines = self.vectors @ self.embedder.embed([query])[0]
        scores = fusion.mean_of_best(cosines, groups, len(numbers), BEST)
        for place, name in enumerate(question_ids):
            if name in numbers:
                found[place] = scores[numbers[name]]
        return found


NO_EXEMPLARS = ExemplarVectors(None, (), None)
"""For a corpus of which no exemplars are known."""
