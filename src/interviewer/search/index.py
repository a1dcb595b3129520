"""The index in use: the passages, ranked by vector.

Chroma is the store: it keeps every passage with its vector, and only what changed is written to it. A **snapshot** is a
copy next to the store, made after each change, of what a search reads: the passages, the index of their words and, of
up to MOST_COMPARED passages, the vectors. It exists because opening the store costs a second (importing Chroma, reading
every passage, indexing their words) and the copy a tenth of one; it holds nothing that the store lacks, and if it is
missing, damaged or of another corpus or model it is rebuilt.

So there are two backends. `SnapshotIndex` answers from the vectors of the snapshot. `StoredIndex` asks Chroma's graph
for the nearest: for an index that is too large to compare in full, and for one on a server, which others may change.
`open_index` chooses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from interviewer.errors import IndexUnavailableError
from interviewer.search.chroma_errors import DamagedIndexError
from interviewer.search.passage import Passage
from interviewer.search.store import PassageStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Answer = TypeVar("_Answer")


class Index(Protocol):
    """Passages in the order of the corpus, ranked by vector. Safe from any thread."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of them."""
        ...

    def cosines(self, vectors: NDArray[np.float32], limit: int | None = None) -> NDArray[np.float64]:
        """The cosine of each passage to each vector, shape (len(vectors), len(passages)).

        With `limit`, an index may look up only that many nearest passages; the rest then get the lowest cosine
        among them.
        """
        ...

    def close(self) -> None:
        """Releases files and connections."""
        ...


class SnapshotIndex:
    """An index that compares a query with every passage. Safe from any thread."""

    def __init__(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        self._passages = tuple(passages)
        self._vectors = vectors

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of them."""
        return self._passages

    def cosines(self, vectors: NDArray[np.float32], limit: int | None = None) -> NDArray[np.float64]:
        """The cosine of each passage to each vector, shape (len(vectors), len(passages)); `limit` is not needed."""
        import numpy as np

        if len(vectors) == 1:
            # BLAS would spread this little work over threads that take longer to wake, then spin for a tenth of a
            # second.
            return np.asarray(np.einsum("ij,kj->ik", vectors, self._vectors), dtype=np.float64)
        return np.asarray(vectors @ self._vectors.T, dtype=np.float64)

    def close(self) -> None:
        """Nothing is held open."""


class StoredIndex:
    """An index that asks its store.

    A folder that is damaged or replaced while in use is reopened, which rebuilds it, and asked once more.
    """

    def __init__(
        self, store: PassageStore, passages: Sequence[Passage], reopen: Callable[[], PassageStore] | None = None
    ) -> None:
        """`passages` is what `store` holds; `reopen` returns an intact store after this one failed."""
        self._passages = tuple(passages)
        self._store = store
        self._reopen = reopen
        self._reopening = threading.Lock()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of them."""
        return self._passages

    def cosines(self, vectors: NDArray[np.float32], limit: int | None = None) -> NDArray[np.float64]:
        """The cosine of each passage to each vector, shape (len(vectors), len(passages)).

        With `limit`, only that many nearest passages are looked up, and the rest get the lowest cosine among them.
        """
        import numpy as np

        count = min(limit or len(self.passages), len(self.passages))
        found = self._with_store(lambda store: store.nearest(vectors, count))
        result = np.empty((len(found), len(self.passages)), dtype=np.float64)
        for row, near in zip(result, found, strict=True):
            row.fill(min(near.values(), default=0.0))
            for passage_id, cosine in near.items():
                if passage_id in self._positions:
                    row[self._positions[passage_id]] = cosine
        return result

    def close(self) -> None:
        """Releases the store."""
        self._store.close()

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {passage.id: position for position, passage in enumerate(self.passages)}

    def _with_store(self, ask: Callable[[PassageStore], _Answer]) -> _Answer:
        store = self._store
        try:
            return ask(store)
        except DamagedIndexError:
            if self._reopen is None:
                raise
            with self._reopening:
                if self._store is store:  # no other thread was faster
                    with suppress(IndexUnavailableError):
                        store.close()  # before: Chroma counts who uses a folder, and would close the new one
                    self._store = self._reopen()
            return ask(self._store)
