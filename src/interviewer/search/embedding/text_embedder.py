"""The embedder that the program uses: a runtime behind a cache, with nothing computed twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError
from interviewer.search.embedding.runtime import Runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
_CACHED_TEXTS = 4096  # 6 MB of vectors of 384 numbers


class TextEmbedder:
    """Embeds texts with one runtime; see the protocol `Embedder`.

    The same text gets the same vector, whatever is embedded with it. Equal texts of a call are computed once, texts of
    similar length go together, and the latest 4096 texts are cached with their vectors. Any thread may call it; one
    call at a time computes.
    """

    def __init__(self, runtime: Runtime, name: str, fingerprint: str, dimension: int, notice: str = "") -> None:
        """`fingerprint` names the model exactly; `notice` is a sentence for the user, if needed."""
        self._runtime = runtime
        self._name = name
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._notice = notice
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def name(self) -> str:
        """What people call the model."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's weights; the same for every runtime of the model."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._dimension

    @property
    def label(self) -> str:
        """The library that computes, and its precision."""
        return self._runtime.label

    @property
    def notice(self) -> str:
        """What the user should know about how the model runs; empty if all is well."""
        return self._notice

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`, shape (len(texts), dimension), each row of length 1; an empty text has one too.

        Raises EmbeddingError where the model fails.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        with self._lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
            missing = list(dict.fromkeys(text for text in texts if text not in known))
            for start in range(0, len(missing), BATCH * 32):
                part = sorted(missing[start : start + BATCH * 32], key=len)
                for first in range(0, len(part), BATCH):
                    batch = part[first : first + BATCH]
                    known.update(zip(batch, self._encode(batch), strict=True))
            for text in dict.fromkeys(texts):
                self._cache[text] = known[text]
                self._cache.move_to_end(text)
            while len(self._cache) > _CACHED_TEXTS:
                self._cache.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of a batch, in halves if there is too little memory for the whole."""
        import numpy as np

        try:
            vectors = self._runtime.encode(list(map(well_formed, texts)))
        except MemoryError as error:
            if len(texts) == 1:
                raise EmbeddingError(
                    "There is not enough memory to embed a single text.", "Close other programs, then try again."
                ) from error
            middle = len(texts) // 2
            return np.concatenate([self._encode(texts[:middle]), self._encode(texts[middle:])])
        if vectors.shape != (len(texts), self._dimension):
            raise EmbeddingError(
                f"The embedding model gives vectors of {vectors.shape[-1]} numbers, not {self._dimension}.",
                "Clear INTERVIEWER_EMBEDDING_MODEL to use the bundled model.",
            )
        return vectors


def well_formed(text: str) -> str:
    """The text without lone surrogates, which a hostile document can hold and which are not text to a tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")
