"""Boosted regression trees as numbers: read from a file and evaluated with NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class BoostedTrees:
    """A sum of trees over features that may be NaN, and what it starts from.

    All arrays have the shape (trees, nodes); a node without children is its own child on both sides.
    """

    start: float
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]
    depth: int

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> BoostedTrees:
        """The trees called `name` in a file of arrays. Raises KeyError where there are none."""
        import numpy as np

        return cls(
            float(arrays[f"{name}.start"]),
            arrays[f"{name}.feature"].astype(np.int32),
            arrays[f"{name}.threshold"].astype(np.float64),
            arrays[f"{name}.left"].astype(np.int32),
            arrays[f"{name}.right"].astype(np.int32),
            arrays[f"{name}.missing_left"].astype(np.bool_),
            arrays[f"{name}.value"].astype(np.float64),
            int(arrays[f"{name}.depth"]),
        )

    def raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum for each row of `features`, shape (rows,)."""
        import numpy as np

        rows = features.astype(np.float64)[:, None, :]
        trees = np.arange(len(self.value))[None, :]
        node = np.zeros((len(features), len(self.value)), dtype=np.int32)
        for _ in range(self.depth):
            asked = np.take_along_axis(rows, self.feature[trees, node][:, :, None], axis=2)[:, :, 0]
            goes_left = np.where(np.isnan(asked), self.missing_left[trees, node], asked <= self.threshold[trees, node])
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        return np.asarray(self.start + self.value[trees, node].sum(axis=1))
