"""What the lowest layers of the model that reads answers make of texts, for the pair reader."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_TOKENS = 96
"""How many tokens of a text the pair reader sees; it was fitted with no more."""
KEPT_TEXTS = 1024
"""Of how many texts the states are kept: 20 MB at 25 tokens a text."""


class LatestStates:
    """The states of the latest 1024 texts, shape (tokens, dimension), in half precision. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, NDArray[np.float16]] = OrderedDict()

    def put(self, text: str, states: NDArray[np.float32]) -> NDArray[np.float16]:
        """Keeps the states of a text, its first MOST_TOKENS tokens; returns what is kept."""
        import numpy as np

        kept = states[:MOST_TOKENS].astype(np.float16)
        with self._lock:
            self._kept[text] = kept
            self._kept.move_to_end(text)
            while len(self._kept) > KEPT_TEXTS:
                self._kept.popitem(last=False)
        return kept

    def get(self, text: str) -> NDArray[np.float16] | None:
        """The states of a text, None if they are not kept."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
            return self._kept.get(text)
