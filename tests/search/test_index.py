from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from interviewer.search.chroma_errors import REBUILT_AT_START, DamagedIndexError
from interviewer.search.index import StoredIndex

QUERY = np.ones((1, 3), dtype=np.float32)


class Store:
    """A store that is damaged or holds nothing, and tells what it did after another."""

    def __init__(self, name: str, told: list[str], *, damaged: bool, closes: bool = True) -> None:
        self.name, self.told, self.damaged, self.closes = name, told, damaged, closes

    def nearest(self, vectors: Sequence[object], limit: int) -> list[dict[str, float]]:
        if self.damaged:
            raise DamagedIndexError("It is damaged.", REBUILT_AT_START)
        return [{} for _ in vectors]

    def close(self) -> None:
        self.told.append(f"{self.name} closed")
        if not self.closes:
            raise DamagedIndexError("It cannot even be closed.", REBUILT_AT_START)


@pytest.mark.parametrize("closes", [True, False])
def test_a_damaged_store_is_closed_before_another_is_opened(closes: bool) -> None:
    told: list[str] = []
    first: Any = Store("the first", told, damaged=True, closes=closes)

    def reopened() -> Any:
        told.append("another opened")
        return Store("the second", told, damaged=False)

    assert StoredIndex(first, (), reopened).cosines(QUERY).shape == (1, 0)
    assert told == ["the first closed", "another opened"]
