"""The pair reader: what one text says of another, read together by the upper layers of the model that reads answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError
from interviewer.search.embedding.onnx_runtime import OnnxRuntime, failure, session_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAIRS, PAIRS_SAY = "pairs.onnx", "pairs.json"
"""The layers in 8 bits, which ship with the program, and a file with their SHA-256: `python -m benchmarks.fit_pairs`
and `python -m scripts.make_pairs` make them."""
_REINSTALL = "Install the program again."


class PairRuntime:
    """The upper layers in memory, over the states that the lowest layers give for each text by itself.

    Each pair is run by itself, so that its logits cannot depend on the pairs around it.
    """

    def __init__(self, lowest: OnnxRuntime) -> None:
        """`lowest` runs the model that reads answers. Raises EmbeddingError where the layers cannot be read."""
        content, self.checksum = read_layers()
        self._lowest = lowest
        self._session = session_of(content, PAIRS)

    def compare(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For each pair the log-odds that the first text says the second, and that it denies it, shape (pairs, 2).

        Raises MemoryError and EmbeddingError.
        """
        import numpy as np

        states = self._lowest.states(dict.fromkeys(text for pair in pairs for text in pair))
        rows = self._lowest.each(lambda pair: self._run(states[pair[0]], states[pair[1]]), pairs)
        return np.concatenate([*rows, np.empty((0, 2), np.float32)])

    def _run(self, first: NDArray[np.float16], second: NDArray[np.float16]) -> NDArray[np.float32]:
        feed = {"first": first[None].astype("float32"), "second": second[None].astype("float32")}
        try:
            logits: NDArray[np.float32] = self._session.run(None, feed)[0]
        except Exception as error:  # onnxruntime's exceptions share no base but Exception
            raise failure(error) from error
        return logits


def pairs_checksum() -> str:
    """The SHA-256 that the layers are said to have. Raises EmbeddingError where it cannot be read."""
    try:
        said = resources.files("interviewer.search.embedding").joinpath(PAIRS_SAY).read_text(encoding="utf-8")
        return str(json.loads(said)["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbeddingError(f"The layers of the pair reader cannot be read: {error}.", _REINSTALL) from error


def read_layers() -> tuple[bytes, str]:
    """The layers, and their SHA-256. Raises EmbeddingError where they cannot be read or are damaged."""
    said = pairs_checksum()
    try:
        content = resources.files("interviewer.search.embedding").joinpath(PAIRS).read_bytes()
    except OSError as error:
        raise EmbeddingError(f"The layers of the pair reader cannot be read: {error}.", _REINSTALL) from error
    if hashlib.sha256(content).hexdigest() != said:
        raise EmbeddingError("The layers of the pair reader are damaged.", _REINSTALL)
    return content, said
