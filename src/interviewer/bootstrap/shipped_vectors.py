"""Makes the vectors that travel with the corpus: of its reference texts, and of what answers are compared with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap.context import AppContext
from interviewer.progress import OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 256


def write_wordings(context: AppContext, path: Path, progress: OnProgress) -> int:
    """Embeds every wording that answers are compared with into a file; returns how many there are."""
    from interviewer.grading.similarity.prototypes import texts_of
    from interviewer.search.embedding_cache import write_vectors

    questions = context.corpus().questions
    reader = context.embedding.reader(progress)
    vectors: dict[str, NDArray[np.float32]] = {}
    for done, question in enumerate(questions):
        progress("Embedding the wordings", done, len(questions))
        texts = texts_of(question, context.exemplars(question))
        vectors.update(zip(texts, reader.embed(texts), strict=True))
    progress("Embedding the wordings", len(questions), len(questions))
    write_vectors(path, vectors, reader.fingerprint)
    return len(vectors)


def write_corpus_vectors(context: AppContext, path: Path, progress: OnProgress) -> int:
    """Embeds every reference text of the corpus with the full model into a file; returns how many there are."""
    from interviewer.search.embedding.load import load_embedder
    from interviewer.search.embedding_cache import write_vectors
    from interviewer.search.reference_texts import reference_texts
    from interviewer.settings import EmbedderChoice

    texts = reference_texts(context.corpus().questions)
    model = load_embedder(context.embedding.model(), EmbedderChoice.TORCH, context.paths.cache, progress)
    vectors: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(texts), _BATCH):
        progress("Embedding the corpus", start, len(texts))
        part = texts[start : start + _BATCH]
        vectors.update(zip(part, model.embed(part), strict=True))
    progress("Embedding the corpus", len(texts), len(texts))
    write_vectors(path, vectors, context.embedding.model().checksum)
    return len(texts)
