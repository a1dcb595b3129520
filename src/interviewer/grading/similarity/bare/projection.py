"""What vectors say beyond the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
