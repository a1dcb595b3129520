"""The model that reads answers: the names of its files, and its checksum."""

from __future__ import annotations

import json
from importlib import resources

from interviewer.errors import EmbeddingError

READER, READER_SAYS = "reader.onnx", "reader.json"
"""The layers of the bundled model fitted to exemplars, and a file with their SHA-256 and fidelity; see `layers.py`."""


def reader_checksum() -> str:
    """The SHA-256 that the fitted model's layers are said to have. Raises EmbeddingError where it cannot be read."""
    try:
        said = resources.files("interviewer.search.embedding").joinpath(READER_SAYS).read_text(encoding="utf-8")
        return str(json.loads(said)["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbeddingError(
            f"The layers of the fitted model cannot be read: {error}.", "Install the program again."
        ) from error
