"""The model that reads answers: it embeds texts, and reads pairs of them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.pair_runtime import PairRuntime
from interviewer.search.embedding.text_embedder import TextEmbedder, well_formed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class AnswerReader(TextEmbedder):
    """The bundled model fitted to exemplars, with the pair reader over its lowest layers. Any thread may call it."""

    def __init__(
        self, runtime: OnnxRuntime, pairs: PairRuntime, name: str, fingerprint: str, dimension: int, notice: str = ""
    ) -> None:
        """`pairs` reads the states of `runtime`; the others as for any embedder."""
        super().__init__(runtime, name, fingerprint, dimension, notice)
        self._pairs = pairs

    @property
    def pairs_fingerprint(self) -> str:
        """The SHA-256 of the pair reader's layers."""
        return self._pairs.checksum

    def compare(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For each pair the log-odds that the first text says the second, and that it denies it, shape (pairs, 2).

        Raises EmbeddingError where the model fails.
        """
        try:
            return self._pairs.compare([(well_formed(one), well_formed(other)) for one, other in pairs])
        except MemoryError as error:
            raise EmbeddingError(
                "There is not enough memory to read an answer.", "Close other programs, then try again."
            ) from error
