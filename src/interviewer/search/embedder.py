"""What the program needs from an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors, so that a dot product is a cosine."""

    @property
    def fingerprint(self) -> str:
        """Names the model exactly: the SHA-256 of its weights, or an equally specific string."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`, shape (len(texts), dimension), each row of length 1."""
        ...


class Reader(Embedder, Protocol):
    """An embedder that also reads two texts together."""

    @property
    def name(self) -> str:
        """What people call the model: `all-MiniLM-L6-v2 fitted to exemplars`."""
        ...

    @property
    def pairs_fingerprint(self) -> str:
        """Names exactly what reads pairs."""
        ...

    def compare(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For each pair the log-odds that the first text says the second, and that it denies it, shape (pairs, 2)."""
        ...
