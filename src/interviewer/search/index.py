"""The index in use: the passages, ranked by vector."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from interviewer.search.passage import Passage
from interviewer.search.store import DamagedIndexError, PassageStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Answer = TypeVar("_Answer")


class PassageIndex(Protocol):
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
        """Lets go of files and connections."""
        ...


class StoredIndex:
    """An index that asks its store.

    A folder that is damaged or replaced while it is in use is opened again, which mends it, and asked once more.
    """

    def __init__(
        self, store: PassageStore, passages: Sequence[Passage], reopen: Callable[[], PassageStore] | None = None
    ) -> None:
        """`passages` is what `store` holds; `reopen` gives a whole store again after this one failed."""
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

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """The stored vectors of passages, shape (len(passage_ids), dimension). Raises KeyError for an unknown id."""
        import numpy as np

        found = self._with_store(lambda store: store.vectors(list(dict.fromkeys(passage_ids))))
        return np.stack([found[passage_id] for passage_id in passage_ids])

    def close(self) -> None:
        """Lets go of the store."""
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
                    self._store = self._reopen()
            return ask(self._store)
