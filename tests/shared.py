"""What is the same whenever a test's program reads it, read once: the questions' files and the embedding model.

Hundreds of tests make an `AppContext` of their own, and each would parse the corpus and load the model anew, a quarter
of a second of processor time for values that never change. Both makers take all that they depend on as arguments and
return values that nothing changes, so a value that was made before stands for one made now.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from interviewer.corpus.parsing import parse_question
from interviewer.search.embedding.onnx_runtime import OnnxRuntime

_QUESTIONS = 1000
_MODELS = 2


def share(patch: pytest.MonkeyPatch) -> None:
    """Has this process parse each question's file once, and load each embedding model that is on disk once."""
    patch.setattr("interviewer.corpus.reader.parse_question", lru_cache(_QUESTIONS)(parse_question))
    patch.setattr("interviewer.search.embedding.load.OnnxRuntime", _runtime)


def _runtime(model: Path | bytes, *given: object) -> OnnxRuntime:
    """The runtime of a model; the one that was loaded before, where the model's file is the same and unchanged."""
    if isinstance(model, bytes) or not model.is_file():
        return OnnxRuntime(model, *given)  # type: ignore[arg-type]  # as the program calls it
    kept = model.resolve()
    return _loaded(kept, kept.stat().st_mtime_ns, given)


@lru_cache(_MODELS)
def _loaded(model: Path, _changed: int, given: tuple[object, ...]) -> OnnxRuntime:
    return OnnxRuntime(model, *given)  # type: ignore[arg-type]  # as the program calls it
