"""The models that embed texts, each loaded when first needed, with what ships and what is cached of their vectors."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.paths import bundled
from interviewer.progress import OnProgress
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.search.embedding.answer_reader import AnswerReader
    from interviewer.search.embedding.folder import ModelFolder
    from interviewer.search.embedding.text_embedder import TextEmbedder
    from interviewer.search.embedding_cache import ReferenceEmbedder, ShippedVectors

VECTORS = "vectors.npz"
"""The file of the bundled corpus with its vectors."""
WORDINGS = "wordings.npz"
"""The same of what answers are compared with, by the model that reads answers."""


class EmbeddingModels:
    """The model that searches and the one that reads answers. Safe to use from any thread; every method may raise
    EmbeddingError."""

    def __init__(self, settings: Settings, cache: Path, threads: int | None) -> None:
        """`cache` is the folder for what is computed, `threads` how many texts are embedded at a time, the cores by
        default."""
        self._settings = settings
        self._cache = cache
        self._threads = threads
        self._lock = threading.RLock()
        self._model: ModelFolder | None = None
        self._embedder: TextEmbedder | None = None
        self._shipped: ShippedVectors | None = None
        self._reader: AnswerReader | None = None
        self._wordings: ShippedVectors | None = None

    def model(self) -> ModelFolder:
        """The files of the embedding model."""
        with self._lock:
            if self._model is None:
                from interviewer.search.embedding.folder import find_model

                self._model = find_model(self._settings.embedding_model, offline=self._settings.offline)
            return self._model

    def embedder(self, progress: OnProgress) -> TextEmbedder:
        """The embedding model in memory."""
        with self._lock:
            if self._embedder is None:
                from interviewer.search.embedding.load import load_embedder

                self._embedder = load_embedder(
                    self.model(), self._settings.embedder, self._cache, progress, threads=self._threads
                )
                if self._embedder.notice:
                    progress(self._embedder.notice, 0, 0)
            return self._embedder

    def references(self, progress: OnProgress, *, keep: bool = True) -> ReferenceEmbedder:
        """The embedder of reference texts; `keep` saves what it computes in the cache folder."""
        from interviewer.search.embedding_cache import EmbeddingCache, ReferenceEmbedder, ShippedVectors

        with self._lock:
            checksum = self.model().checksum
            if self._shipped is None:
                self._shipped = ShippedVectors.read(bundled("corpus") / VECTORS, checksum)
            own = EmbeddingCache(self._cache / f"vectors-{checksum[:16]}.sqlite3") if keep else None
            return ReferenceEmbedder(lambda: self.embedder(progress), checksum, self._shipped, own)

    def reader(self, progress: OnProgress) -> AnswerReader:
        """The model that reads answers, in memory: the bundled one fitted to exemplars, whatever searches."""
        with self._lock:
            if self._reader is None:
                from interviewer.search.embedding.load import load_reader

                self._reader = load_reader(self._cache, progress, threads=self._threads)
                if self._reader.notice:
                    progress(self._reader.notice, 0, 0)
            return self._reader

    def wordings(self, progress: OnProgress) -> ReferenceEmbedder:
        """The embedder of what answers are compared with."""
        from interviewer.search.embedding.reader import reader_checksum
        from interviewer.search.embedding_cache import EmbeddingCache, ReferenceEmbedder, ShippedVectors

        with self._lock:
            checksum = reader_checksum()
            if self._wordings is None:
                self._wordings = ShippedVectors.read(bundled("corpus") / WORDINGS, checksum)
            own = EmbeddingCache(self._cache / f"vectors-{checksum[:16]}.sqlite3")
            return ReferenceEmbedder(lambda: self.reader(progress), checksum, self._wordings, own)
