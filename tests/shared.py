"""What is the same whenever a test's program reads it, read once: the questions' files with their exemplars, the
embedding model, and the vectors that ship.

Hundreds of tests make an `AppContext` of their own, and each would parse the corpus and load the model anew, half a
second of processor time for values that never change. These makers take all that they depend on as arguments and
return values that nothing changes, so a value that was made before stands for one made now.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from interviewer.corpus.exemplars import parse_exemplars
from interviewer.corpus.parsing import parse_question
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding_cache import ShippedVectors

_QUESTIONS = 1000
_MODELS = 2
_VECTORS = 2


def share(patch: pytest.MonkeyPatch) -> None:
    """Has this process parse each file of the corpus once, and load each embedding model and its vectors once."""
    patch.setattr("interviewer.corpus.reader.parse_question", lru_cache(_QUESTIONS)(parse_question))
    patch.setattr("interviewer.corpus.exemplars.parse_exemplars", lru_cache(_QUESTIONS)(parse_exemplars))
    patch.setattr(ShippedVectors, "read", _vectors)
    patch.setattr("interviewer.search.embedding.load.OnnxRuntime", _runtime)


def _runtime(model: Path | bytes, *given: object) -> OnnxRuntime:
    """The runtime of a model; the one that was loaded before, where the model's file is the same and unchanged."""
    if isinstance(model, bytes) or not model.is_file():
        return OnnxRuntime(model, *given)  # type: ignore[arg-type]  # as the program calls it
    kept = model.resolve()
    return _loaded(kept, kept.stat().st_mtime_ns, given)


def _vectors(path: Path, fingerprint: str) -> ShippedVectors:
    """The vectors in a file; those that were read before, where it is the same and unchanged."""
    if not path.is_file():
        return _READ(path, fingerprint)
    return _read(path.resolve(), path.stat().st_mtime_ns, fingerprint)


_READ = ShippedVectors.read


@lru_cache(_VECTORS)
def _read(path: Path, _changed: int, fingerprint: str) -> ShippedVectors:
    return _READ(path, fingerprint)


@lru_cache(_MODELS)
def _loaded(model: Path, _changed: int, given: tuple[object, ...]) -> OnnxRuntime:
    return OnnxRuntime(model, *given)  # type: ignore[arg-type]  # as the program calls it
