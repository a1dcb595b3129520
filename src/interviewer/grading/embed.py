"""The function that turns texts into vectors, where a part of grading needs no more of an embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Unit vectors of texts, shape (texts, dimension); `Embedder.embed` is one."""
