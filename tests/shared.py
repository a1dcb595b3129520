"""What is the same whenever a test's program reads it, read once: the corpus with its exemplars and the weights of its
words, the embedding model, and the vectors that ship.

Hundreds of tests make an `AppContext` of their own, and each would read the corpus and load the model anew, a second of
processor time for values that never change. These makers take all that they depend on as arguments and
return values that nothing changes, so a value that was made before stands for one made now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from interviewer.bootstrap.exemplar_search import exemplars_to_search
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import Exemplar, parse_exemplars
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.grading.similarity.coverage import IdfWeights
from interviewer.paths import bundled
from interviewer.progress import OnProgress
from interviewer.search.embedder import Embedder
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.pair_runtime import PairRuntime
from interviewer.search.embedding_cache import ShippedVectors
from interviewer.search.exemplar_search import ExemplarVectors
from interviewer.search.snapshot import Snapshot, read_snapshot

_QUESTIONS = 1000
_CORPORA = 4
_SNAPSHOTS = 2
_MODELS = 2
_VECTORS = 2


def share(patch: pytest.MonkeyPatch) -> None:
    """Has this process parse each file of the corpus once, and load each embedding model and its vectors once."""
    patch.setattr("interviewer.corpus.reader.parse_question", lru_cache(_QUESTIONS)(parse_question))
    patch.setattr("interviewer.corpus.reader.read_corpus", _corpus)
    patch.setattr("interviewer.bootstrap.exemplar_search.exemplars_to_search", _exemplars)
    patch.setattr("interviewer.search.open.read_snapshot", _snapshot)
    patch.setattr(IdfWeights, "of", _weights)
    patch.setattr("interviewer.corpus.exemplars.parse_exemplars", lru_cache(_QUESTIONS)(parse_exemplars))
    patch.setattr(ShippedVectors, "read", _vectors)
    patch.setattr("interviewer.search.embedding.load.OnnxRuntime", _runtime)
    patch.setattr("interviewer.search.embedding.load.PairRuntime", _PAIRS)


def _corpus(folders: Sequence[Path], parse: Callable[[bytes, str], Question] | None = None) -> Corpus:
    """The corpus of folders; that of the bundled one alone is read once."""
    return _bundled_corpus() if list(folders) == [bundled("corpus")] else read_corpus(folders, parse)


@lru_cache(1)
def _bundled_corpus() -> Corpus:
    return read_corpus([bundled("corpus")])


def _weights(texts: Iterable[str]) -> IdfWeights:
    """The weights of the stems of texts; those that were counted before, where the texts are the same."""
    return _counted(tuple(texts))


_COUNT = IdfWeights.of


@lru_cache(_CORPORA)
def _counted(texts: tuple[str, ...]) -> IdfWeights:
    return _COUNT(texts)


def _exemplars(
    questions: Sequence[Question],
    exemplars: Callable[[Question], Sequence[Exemplar]],
    references: Embedder,
    reader: Embedder,
    progress: OnProgress,
) -> ExemplarVectors:
    """What a search knows of how people word things; of the bundled corpus, put together once for a model."""
    if questions is not _bundled_corpus().questions or references.fingerprint != reader.fingerprint:
        return exemplars_to_search(questions, exemplars, references, reader, progress)
    if reader.fingerprint not in _SEARCHED:
        _SEARCHED[reader.fingerprint] = exemplars_to_search(questions, exemplars, references, reader, progress)
    return replace(_SEARCHED[reader.fingerprint], embedder=reader)


_SEARCHED: dict[str, ExemplarVectors] = {}


def _snapshot(folder: Path, name: str) -> Snapshot | None:
    """The snapshot in a folder; the one that was read before, where its files are the same and unchanged."""
    kept = folder.resolve()
    files = sorted(path for path in kept.rglob("*") if path.is_file())
    return _snapshot_in(kept, name, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(_SNAPSHOTS)
def _snapshot_in(folder: Path, name: str, _files: tuple[tuple[Path, int, int], ...]) -> Snapshot | None:
    return read_snapshot(folder, name)


def _runtime(model: Path | bytes, *given: object) -> OnnxRuntime:
    """The runtime of a model; the one that was loaded before, where the model's file is the same and unchanged."""
    if isinstance(model, bytes) or not model.is_file():
        return OnnxRuntime(model, *given)  # type: ignore[arg-type]  # as the program calls it
    kept = model.resolve()
    return _loaded(kept, kept.stat().st_mtime_ns, given)


_PAIRS = lru_cache(_MODELS)(PairRuntime)
"""The pair reader over a runtime; the one that was loaded before, where the runtime is the same."""


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
