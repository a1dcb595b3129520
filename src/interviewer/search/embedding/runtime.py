"""What computes vectors: one model in memory, whatever library runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Runtime(Protocol):
    """A model in memory."""

    @property
    def label(self) -> str:
        """The library and the precision, for a person: `onnxruntime, 8-bit weights`."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`, shape (len(texts), dimension), each row of length 1.

        Raises MemoryError where the batch is too large, EmbeddingError where the model fails.
        """
        ...
